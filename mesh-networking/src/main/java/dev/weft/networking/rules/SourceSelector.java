// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.runtime.ref.DestinationRef;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * One alternative of a policy's source workloads. An empty dimension means any; the dimensions are ANDed.
 *
 * @param labels pod labels that must all be present
 * @param namespaces sorted, without duplicates
 * @param clusters sorted, without duplicates
 */
public record SourceSelector(SortedMap<String, String> labels, List<String> namespaces, List<String> clusters) {

    public SourceSelector {
        labels = Values.sorted(labels);
        namespaces = Values.sortedSet(namespaces);
        clusters = Values.sortedSet(clusters);
    }

    /** Whether workloads of {@code cluster} can be sources. */
    public boolean coversCluster(String cluster) {
        return clusters.isEmpty() || clusters.contains(cluster);
    }

    /** Whether the workload with this controller and these pod labels is a source. */
    public boolean selects(DestinationRef controller, Map<String, String> podLabels) {
        return coversCluster(controller.cluster())
                && (namespaces.isEmpty() || namespaces.contains(controller.namespace()))
                && podLabels.entrySet().containsAll(labels.entrySet());
    }

    /** Whether any of {@code selectors} covers the cluster; no selectors at all means every source. */
    public static boolean anyCovers(Collection<SourceSelector> selectors, String cluster) {
        return selectors.isEmpty() || selectors.stream().anyMatch(selector -> selector.coversCluster(cluster));
    }
}
