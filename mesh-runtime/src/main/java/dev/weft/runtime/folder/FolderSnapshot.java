// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.RawObject;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a SNAPSHOT folder holds.
 *
 * @param management objects of the management cluster, ordered by id
 * @param clusters registered clusters that have a folder, by name
 * @param ignored how many objects of each kind nobody reads
 */
public record FolderSnapshot(
        List<RawObject> management, SortedMap<String, FolderCluster> clusters, SortedMap<GroupKind, Integer> ignored) {

    public FolderSnapshot {
        management = List.copyOf(management);
        clusters = Collections.unmodifiableSortedMap(new TreeMap<>(clusters));
        ignored = Collections.unmodifiableSortedMap(new TreeMap<>(ignored));
    }
}
