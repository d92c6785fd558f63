// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import dev.weft.runtime.ref.Ref;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Service.
 *
 * @param annotations those that discovered objects inherit
 * @param type as written, may be empty
 * @param selector empty when it selects no pods
 * @param ports in their order
 * @param family first of {@code spec.ipFamilies}, empty when not told
 * @param clusterIps in their order; empty when it has none, as it is headless or stands for an external name
 * @param externalIps in their order
 * @param waypoint the Gateway through which Istio sends what ambient callers ask of it
 * @param ingress entries of {@code status.loadBalancer.ingress} in their order
 */
public record ServiceFact(
        String name,
        SortedMap<String, String> annotations,
        SortedMap<String, String> labels,
        String type,
        SortedMap<String, String> selector,
        List<Port> ports,
        String family,
        List<String> clusterIps,
        List<String> externalIps,
        Optional<Ref> waypoint,
        List<Ingress> ingress) {

    /**
     * A port of a Service.
     *
     * @param targetPort 0 when it is not a number
     * @param targetName empty when it is not a name
     * @param nodePort 0 when none is assigned
     */
    public record Port(
            int port,
            String name,
            String protocol,
            String appProtocol,
            int targetPort,
            String targetName,
            int nodePort) {}

    /** An address of a load balancer; either may be empty. */
    public record Ingress(String hostname, String ip) {}

    public ServiceFact {
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        selector = Collections.unmodifiableSortedMap(new TreeMap<>(selector));
        ports = List.copyOf(ports);
        clusterIps = List.copyOf(clusterIps);
        externalIps = List.copyOf(externalIps);
        ingress = List.copyOf(ingress);
    }
}
