// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A discovered TrafficTarget of a Kubernetes Service.
 *
 * @param ref the TrafficTarget object
 * @param generation {@code metadata.generation}, 0 when absent
 * @param service the Service
 * @param workloadSelector the Service's selector; empty when it selects no workloads
 * @param labels the Service's own labels
 * @param ports in the Service's order
 * @param subsets of each label that tells the Service's workloads apart, the values it has
 * @param endpoints its ready pods by the ports at which they listen; empty when there are none, or when nobody knows them
 * @param clusterIps where the Service is called in its own cluster, in its order; empty when it has no such address, or nobody tells
 * @param ambient set where pods behind it are in ambient mode
 * @param mesh the Mesh it belongs to; a ref with empty parts when it names none
 * @param appliedBefore the TrafficPolicies accepted here so far, in their order
 * @param accessBefore the AccessPolicies accepted here so far
 */
public record TargetFact(
        Ref ref,
        long generation,
        DestinationRef service,
        SortedMap<String, String> workloadSelector,
        SortedMap<String, String> labels,
        List<ServicePort> ports,
        SortedMap<String, List<String>> subsets,
        List<EndpointFact> endpoints,
        List<String> clusterIps,
        Optional<Ambient> ambient,
        Ref mesh,
        List<AppliedBefore> appliedBefore,
        List<AppliedBefore> accessBefore) {

    public TargetFact {
        workloadSelector = Collections.unmodifiableSortedMap(new TreeMap<>(workloadSelector));
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        ports = List.copyOf(ports);
        subsets = Collections.unmodifiableSortedMap(new TreeMap<>(subsets));
        endpoints = List.copyOf(endpoints);
        clusterIps = List.copyOf(clusterIps);
        appliedBefore = List.copyOf(appliedBefore);
        accessBefore = List.copyOf(accessBefore);
    }

    /** The same service with another history. */
    public TargetFact remembering(List<AppliedBefore> traffic, List<AppliedBefore> access) {
        return new TargetFact(
                ref,
                generation,
                service,
                workloadSelector,
                labels,
                ports,
                subsets,
                endpoints,
                clusterIps,
                ambient,
                mesh,
                traffic,
                access);
    }

    /** Whether a port of this number exists. */
    public boolean hasPort(int number) {
        return ports.stream().anyMatch(port -> port.number() == number);
    }
}
