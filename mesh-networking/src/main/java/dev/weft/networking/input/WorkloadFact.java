// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A discovered Workload.
 *
 * @param ref the Workload object
 * @param controller its Deployment, StatefulSet or DaemonSet
 * @param ambient whether its pods are in the ambient mode of Istio, and so have no proxy of their own
 */
public record WorkloadFact(
        Ref ref,
        DestinationRef controller,
        SortedMap<String, String> podLabels,
        String serviceAccount,
        boolean ambient,
        Ref mesh) {

    public WorkloadFact {
        podLabels = Collections.unmodifiableSortedMap(new TreeMap<>(podLabels));
    }
}
