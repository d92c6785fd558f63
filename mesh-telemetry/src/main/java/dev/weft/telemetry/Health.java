// SPDX-License-Identifier: Apache-2.0

package dev.weft.telemetry;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** What a process says of its health. Safe for several threads. */
public final class Health {

    private final Map<String, Supplier<Optional<String>>> liveness = new ConcurrentSkipListMap<>();
    private final Map<String, Supplier<Optional<String>>> readiness = new ConcurrentSkipListMap<>();

    /**
     * The process is to be restarted when this has a complaint.
     *
     * @param complaint must answer at once and never throw
     */
    public void live(String name, Supplier<Optional<String>> complaint) {
        liveness.put(name, complaint);
    }

    /**
     * The process does its work only when this has no complaint; restarting it would not help.
     *
     * @param complaint must answer at once and never throw
     */
    public void ready(String name, Supplier<Optional<String>> complaint) {
        readiness.put(name, complaint);
    }

    /** What speaks against being alive, by name; empty for healthy. */
    public SortedMap<String, String> againstLiveness() {
        return complaints(liveness);
    }

    /** What speaks against being ready, by name; empty for ready. */
    public SortedMap<String, String> againstReadiness() {
        SortedMap<String, String> all = complaints(liveness);
        all.putAll(complaints(readiness));
        return all;
    }

    private static SortedMap<String, String> complaints(Map<String, Supplier<Optional<String>>> checks) {
        SortedMap<String, String> complaints = new TreeMap<>();
        checks.forEach((name, check) -> check.get().ifPresent(complaint -> complaints.put(name, complaint)));
        return complaints;
    }
}
