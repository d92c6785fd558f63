// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
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

    /** This and what happened after it, as one. */
    public Batch then(Batch later) {
        if (equals(EMPTY)) {
            return later;
        }
        NavigableMap<ObjectId, RawObject> allPut = new TreeMap<>(put);
        NavigableSet<ObjectId> allGone = new TreeSet<>(gone);
        later.put.keySet().forEach(allGone::remove);
        later.gone.forEach(allPut::remove);
        allPut.putAll(later.put);
        allGone.addAll(later.gone);
        NavigableMap<String, ClusterView> allClusters = new TreeMap<>(clusters);
        NavigableSet<String> allForgotten = new TreeSet<>(forgotten);
        later.clusters.keySet().forEach(allForgotten::remove);
        later.forgotten.forEach(allClusters::remove);
        allClusters.putAll(later.clusters);
        allForgotten.addAll(later.forgotten);
        List<Written> allWritten = new ArrayList<>(written);
        allWritten.addAll(later.written);
        return new Batch(allPut, allGone, allClusters, allForgotten, allWritten);
    }
}
