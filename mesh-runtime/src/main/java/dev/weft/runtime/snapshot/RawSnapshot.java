// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.snapshot;

import dev.weft.runtime.ref.GroupKind;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that was read of the management cluster and the registered ones, before any room has looked inside.
 *
 * @param management objects of the management cluster, ordered by id
 * @param clusters registered clusters that were read, by name
 * @param ignored how many objects of each kind nobody reads
 */
public record RawSnapshot(
        List<RawObject> management, SortedMap<String, RawCluster> clusters, SortedMap<GroupKind, Integer> ignored) {

    public RawSnapshot {
        management = List.copyOf(management);
        clusters = Collections.unmodifiableSortedMap(new TreeMap<>(clusters));
        ignored = Collections.unmodifiableSortedMap(new TreeMap<>(ignored));
    }
}
