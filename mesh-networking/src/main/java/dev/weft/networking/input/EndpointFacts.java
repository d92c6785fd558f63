// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.api.discovery.TrafficTargetSpec.KubeService.EndpointSubset;
import dev.weft.api.discovery.TrafficTargetSpec.KubeService.Port;
import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.rules.IpAddress;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The endpoints of a TrafficTarget. */
final class EndpointFacts {

    private static final String FIELD = "spec.kubeService.endpointSubsets";
    private static final int LAST_PORT = 65_535;

    private EndpointFacts() {}

    /** In the order written; what is no address of a pod is left out and reported. */
    static List<EndpointFact> of(RawObject object, @Nullable List<@Nullable EndpointSubset> wire, Facts facts) {
        List<EndpointFact> endpoints = new ArrayList<>();
        // Many pods have the same labels, and all of these are kept in memory.
        Map<EndpointFact.Labels, EndpointFact.Labels> shared = new HashMap<>();
        for (int i = 0; wire != null && i < wire.size(); i++) {
            EndpointSubset subset = wire.get(i);
            if (subset != null) {
                List<EndpointFact.Pod> pods = pods(object, subset, FIELD + "[" + i + "]", shared, facts);
                if (!pods.isEmpty()) {
                    endpoints.add(new EndpointFact(pods, ports(subset)));
                }
            }
        }
        return endpoints;
    }

    private static List<EndpointFact.Pod> pods(
            RawObject object,
            EndpointSubset subset,
            String field,
            Map<EndpointFact.Labels, EndpointFact.Labels> shared,
            Facts facts) {
        List<EndpointFact.Pod> pods = new ArrayList<>();
        List<EndpointSubset.@Nullable Endpoint> wire = subset.endpoints();
        for (int i = 0; wire != null && i < wire.size(); i++) {
            EndpointSubset.Endpoint endpoint = wire.get(i);
            String address = endpoint == null || endpoint.ipAddress() == null ? "" : endpoint.ipAddress();
            if (endpoint == null || IpAddress.parse(address).isEmpty()) {
                facts.report(Finding.of(
                                NetworkingFinding.ENDPOINT_IGNORED,
                                Metadata.subject(object),
                                "TrafficTarget " + Metadata.ref(object)
                                        + " has an endpoint without an IP address, which is left out")
                        .at(field + ".endpoints[" + i + "].ipAddress"));
            } else {
                EndpointFact.Labels labels = labels(endpoint);
                pods.add(new EndpointFact.Pod(address, shared.computeIfAbsent(labels, same -> labels)));
            }
        }
        return pods;
    }

    private static EndpointFact.Labels labels(EndpointSubset.Endpoint endpoint) {
        SortedMap<String, String> labels = new TreeMap<>();
        if (endpoint.labels() != null) {
            endpoint.labels().forEach((key, value) -> labels.put(key, value == null ? "" : value));
        }
        return new EndpointFact.Labels(labels);
    }

    private static List<EndpointFact.Port> ports(EndpointSubset subset) {
        List<EndpointFact.Port> ports = new ArrayList<>();
        List<@Nullable Port> wire = subset.ports();
        for (int i = 0; wire != null && i < wire.size(); i++) {
            Port port = wire.get(i);
            Long number = port == null ? null : port.port();
            if (port != null && number != null && number >= 1 && number <= LAST_PORT && isTcp(port)) {
                ports.add(new EndpointFact.Port(port.name() == null ? "" : port.name(), number.intValue()));
            }
        }
        return ports;
    }

    private static boolean isTcp(Port port) {
        return port.protocol() == null
                || port.protocol().isEmpty()
                || port.protocol().equalsIgnoreCase("TCP");
    }
}
