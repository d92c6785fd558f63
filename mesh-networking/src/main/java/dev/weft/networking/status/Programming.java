// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import static java.util.Comparator.comparing;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far what a policy asks for has been written to the clusters.
 *
 * @param attempted whether anything is written at all; not so offline
 * @param written how many of its outputs are in effect, by cluster; without zeros
 * @param hitches why others are not, ordered; the gravest comes first
 */
public record Programming(boolean attempted, SortedMap<String, Integer> written, List<Hitch> hitches) {

    /** Rendered offline. */
    public static final Programming OFFLINE = new Programming(false, new TreeMap<>(), List.of());

    public Programming {
        written = Collections.unmodifiableSortedMap(new TreeMap<>(written));
        hitches = hitches.stream().distinct().sorted().toList();
    }

    /** Why an output is not in effect; the gravest first. */
    public enum Reason {
        REFUSED("Refused", true),
        NAME_TAKEN("NameTaken", true),
        CLUSTER_UNREACHABLE("ClusterUnreachable", false),
        PAUSED("Paused", false),
        DELETES_HELD("DeletesHeld", false),
        WAITING_FOR("WaitingFor", false),
        PENDING("Pending", false);

        private final String wire;
        private final boolean failure;

        Reason(String wire, boolean failure) {
            this.wire = wire;
            this.failure = failure;
        }

        /** As conditions say it. */
        public String wire() {
            return wire;
        }

        /** Whether it makes a policy FAILED: somebody has to do something before it can be written. */
        boolean isFailure() {
            return failure;
        }
    }

    /**
     * Outputs that are not in effect.
     *
     * @param cluster where
     * @param message what the case is, naming the outputs or their number
     */
    public record Hitch(Reason reason, String cluster, String message) implements Comparable<Hitch> {
        private static final Comparator<Hitch> ORDER =
                comparing(Hitch::reason).thenComparing(Hitch::cluster).thenComparing(Hitch::message);

        @Override
        public int compareTo(Hitch other) {
            return ORDER.compare(this, other);
        }
    }

    /** Whether nothing is in the way but that writes are on their way. */
    public boolean isPending() {
        return !hitches.isEmpty() && hitches.stream().allMatch(hitch -> hitch.reason() == Reason.PENDING);
    }

    /** What makes the policy FAILED, one sentence each. */
    List<String> failures() {
        return hitches.stream()
                .filter(hitch -> hitch.reason().isFailure())
                .map(Hitch::message)
                .toList();
    }
}
