// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.Comparator.comparing;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a VirtualMesh with a common root stands, for those who count.
 *
 * @param phase one of {@link #PHASES}
 * @param ends when the certificates of its authorities end, as their agents tell; none where nothing is told
 * @param failures what somebody has to do something about
 */
public record TrustStanding(String phase, SortedMap<Authority, Instant> ends, SortedSet<Failure> failures) {

    /** How far a VirtualMesh may be; the reasons of condition {@code TrustShared}, without those of obstacles. */
    public static final List<String> PHASES = RootCheck.PHASES;

    /** What may be in the way, by one word. */
    public static final List<String> REASONS = TrustStandings.REASONS;

    public TrustStanding {
        ends = Collections.unmodifiableSortedMap(new TreeMap<>(ends));
        failures = Collections.unmodifiableSortedSet(new TreeSet<>(failures));
    }

    /** The authority of a mesh. */
    public record Authority(String cluster, String mesh) implements Comparable<Authority> {

        private static final Comparator<Authority> ORDER =
                comparing(Authority::cluster).thenComparing(Authority::mesh);

        @Override
        public int compareTo(Authority other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * One thing that is in the way.
     *
     * @param reason one of {@link #REASONS}
     * @param place of what
     */
    public record Failure(String reason, String place) implements Comparable<Failure> {

        private static final Comparator<Failure> ORDER =
                comparing(Failure::reason).thenComparing(Failure::place);

        @Override
        public int compareTo(Failure other) {
            return ORDER.compare(this, other);
        }
    }
}
