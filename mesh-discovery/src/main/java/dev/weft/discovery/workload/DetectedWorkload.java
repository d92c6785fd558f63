// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.workload;

import dev.weft.discovery.input.ControllerFact;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A controller whose pods belong to a mesh.
 *
 * @param podLabels of the pod template
 * @param annotations that the Workload inherits
 * @param mesh the Mesh object
 * @param ambient whether a pod of it is in the mesh by Istio's ambient mode
 * @param pods names of its pods
 */
public record DetectedWorkload(
        ControllerFact.Kind kind,
        DestinationRef controller,
        SortedMap<String, String> podLabels,
        String serviceAccount,
        SortedMap<String, String> annotations,
        Ref mesh,
        boolean ambient,
        SortedSet<String> pods) {

    public DetectedWorkload {
        podLabels = Collections.unmodifiableSortedMap(new TreeMap<>(podLabels));
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        pods = Collections.unmodifiableSortedSet(new TreeSet<>(pods));
    }
}
