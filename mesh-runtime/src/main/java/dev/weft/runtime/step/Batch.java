// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What happened between two passes. An object is in at most one of {@code put} and {@code gone}: what was true last counts.
 *
 * @param put objects that are new or changed, as they are now
 * @param gone objects that exist no longer; also all of a cluster that is no longer registered
 * @param clusters what is known of each cluster where that has changed; the management cluster is {@link ObjectId#MANAGEMENT}
 * @param forgotten clusters that are no longer registered
 * @param written answers to writes, in the order in which they came
 */
public record Batch(
        SortedMap<ObjectId, RawObject> put,
        SortedSet<ObjectId> gone,
        SortedMap<String, ClusterView> clusters,
        SortedSet<String> forgotten,
        List<Written> written) {

    /** Nothing has happened. */
    public static final Batch EMPTY =
            new Batch(new TreeMap<>(), new TreeSet<>(), new TreeMap<>(), new TreeSet<>(), List.of());

    public Batch {
        put = Collections.unmodifiableSortedMap(new TreeMap<>(put));
        gone = Collections.unmodifiableSortedSet(new TreeSet<>(gone));
        clusters = Collections.unmodifiableSortedMap(new TreeMap<>(clusters));
        forgotten = Collections.unmodifiableSortedSet(new TreeSet<>(forgotten));
        written = List.copyOf(written);
    }
}
