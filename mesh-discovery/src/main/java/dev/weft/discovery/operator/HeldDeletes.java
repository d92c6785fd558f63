// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.operator;

import dev.weft.runtime.output.Approvals;
import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.ref.ObjectId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was found on which cluster, is there no longer, and stays until somebody approves that it goes. */
final class HeldDeletes {

    private final Map<ObjectId, Held> held = new HashMap<>();
    private final Map<String, SortedMap<String, Integer>> messages = new HashMap<>();

    private record Held(String cluster, String message) {}

    /**
     * @param cluster where it was found; empty when that is not known any more
     * @return the cluster of which something else is to be said now
     */
    Optional<String> stands(ObjectId id, String cluster, Optional<OutputState> state) {
        Optional<Held> before = Optional.ofNullable(held.remove(id));
        Optional<Held> now = state.filter(OutputState.Guarded.class::isInstance)
                .map(OutputState::message)
                .filter(message -> !Approvals.asked(message).isEmpty())
                .map(message -> new Held(cluster, message));
        now.ifPresent(one -> held.put(id, one));
        if (before.equals(now)) {
            return Optional.empty();
        }
        before.ifPresent(one -> count(one, -1));
        now.ifPresent(one -> count(one, 1));
        return now.or(() -> before).map(Held::cluster);
    }

    private void count(Held one, int difference) {
        SortedMap<String, Integer> all = messages.computeIfAbsent(one.cluster(), absent -> new TreeMap<>());
        all.merge(one.message(), difference, Integer::sum);
        all.remove(one.message(), 0);
    }

    /** What is to be said of a cluster; empty for nothing. */
    String on(String cluster) {
        return String.join("; ", messages.getOrDefault(cluster, new TreeMap<>()).keySet());
    }
}
