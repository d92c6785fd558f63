// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import java.util.List;
import java.util.stream.Collectors;

/** Policies in YAML, in the namespace of the pods. */
final class Policies {

    /** Lets gateways be called at addresses of loopback. */
    static final String ADDRESSES_OF_THE_LAB = """
            apiVersion: settings.mesh.gloo.solo.io/v1alpha2
            kind: Settings
            metadata: {name: settings, namespace: gloo-mesh}
            spec: {gatewayAddresses: [{allowed: [127.0.0.0/8, localhost]}]}
            """;

    private Policies() {}

    /** @param spec as YAML flow or block, indented by two */
    static String named(String kind, String name, String spec) {
        return """
            apiVersion: networking.mesh.gloo.solo.io/v1alpha2
            kind: %s
            metadata: {name: %s, namespace: bookinfo}
            spec: %s
            """.formatted(kind, name, spec);
    }

    /** A TrafficPolicy for requests to a Service on one cluster. */
    static String traffic(String service, String cluster, String fields) {
        return named(
                "TrafficPolicy",
                service + "-" + cluster,
                "\n  destinationSelector: [{kubeServiceRefs: {services: [{name: " + service
                        + ", namespace: bookinfo, clusterName: " + cluster + "}]}}]\n" + fields.indent(2));
    }

    /**
     * A TrafficPolicy for all requests to a Service on one cluster, beside policies with conditions on requests: without one Istio answers
     * 404 to what they are not about.
     */
    static String otherRequests(String service, String cluster) {
        return traffic(service, cluster, "requestTimeout: 10s\n")
                .replace("name: " + service + "-" + cluster, "name: " + service + "-" + cluster + "-others");
    }

    /**
     * The VirtualMesh of east and west.
     *
     * @param fields YAML besides its meshes
     */
    static String virtualMesh(String fields) {
        return virtualMesh(List.of("east", "west"), fields);
    }

    /** That of some clusters. */
    static String virtualMesh(List<String> clusters, String fields) {
        String meshes = clusters.stream()
                .map("{name: istiod-istio-system-%s, namespace: gloo-mesh}"::formatted)
                .collect(Collectors.joining(", "));
        return """
            apiVersion: networking.mesh.gloo.solo.io/v1alpha2
            kind: VirtualMesh
            metadata: {name: both, namespace: gloo-mesh}
            spec:
              meshes: [%s]
            """.formatted(meshes) + fields.indent(2);
    }
}
