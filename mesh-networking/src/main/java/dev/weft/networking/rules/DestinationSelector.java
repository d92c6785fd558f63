// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.runtime.ref.DestinationRef;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** One alternative of a policy's destinations. A wire element with both a matcher and refs becomes two of these. */
public sealed interface DestinationSelector {

    /** Whether the service with these labels is selected. */
    boolean selects(DestinationRef service, Map<String, String> serviceLabels);

    /**
     * Services by their own properties; an empty dimension means any.
     *
     * @param labels labels the Service itself must carry
     */
    record Matching(SortedMap<String, String> labels, List<String> namespaces, List<String> clusters)
            implements DestinationSelector {

        public Matching {
            labels = Values.sorted(labels);
            namespaces = Values.sortedSet(namespaces);
            clusters = Values.sortedSet(clusters);
        }

        @Override
        public boolean selects(DestinationRef service, Map<String, String> serviceLabels) {
            return (namespaces.isEmpty() || namespaces.contains(service.namespace()))
                    && (clusters.isEmpty() || clusters.contains(service.cluster()))
                    && serviceLabels.entrySet().containsAll(labels.entrySet());
        }
    }

    /**
     * Exactly one service.
     *
     * @param field JSON path of the reference inside the policy
     */
    record Named(DestinationRef service, String field) implements DestinationSelector {

        @Override
        public boolean selects(DestinationRef other, Map<String, String> serviceLabels) {
            return service.equals(other);
        }
    }
}
