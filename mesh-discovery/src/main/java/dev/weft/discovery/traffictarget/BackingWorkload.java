// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.traffictarget;

import dev.weft.runtime.ref.Ref;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A workload behind a Service. Ordered by the ref of its Workload object, the order in which "the first workload" is meant.
 *
 * @param controller name of its controller, in the namespace of the Service
 * @param ambient whether it is in the mesh by Istio's ambient mode
 * @param pods names of its pods
 */
public record BackingWorkload(
        Ref ref,
        String controller,
        SortedMap<String, String> podLabels,
        Ref mesh,
        boolean ambient,
        SortedSet<String> pods)
        implements Comparable<BackingWorkload> {

    public BackingWorkload {
        podLabels = Collections.unmodifiableSortedMap(new TreeMap<>(podLabels));
        pods = Collections.unmodifiableSortedSet(new TreeSet<>(pods));
    }

    @Override
    public int compareTo(BackingWorkload other) {
        return ref.compareTo(other.ref);
    }
}
