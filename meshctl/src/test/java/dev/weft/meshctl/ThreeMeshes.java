// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.Situation;
import dev.weft.testkit.Written;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Clusters {@code east}, {@code west} and {@code north} with Istio, each with a gateway, and in namespace {@code bookinfo} of each the
 * services {@code reviews} and {@code ratings} with their workloads; VirtualMesh {@code gloo-mesh/vm} has all of them, and a TrafficPolicy
 * sets outlier detection everywhere.
 */
final class ThreeMeshes {

    static final List<String> CLUSTERS = List.of("east", "west", "north");

    /** Where each cluster calls its own {@code reviews}. */
    static final String REVIEWS = "10.96.0.32";

    /** Likewise {@code ratings}. */
    static final String RATINGS = "10.96.0.24";

    static final String NETWORKING = "networking.mesh.gloo.solo.io/v1alpha2";

    private ThreeMeshes() {}

    static Situation situation() {
        return with(withoutPolicies());
    }

    /** Likewise, but nobody can call the services of one cluster from elsewhere. */
    static Situation withoutGateway(String cluster) {
        return with(meshes(List.of(cluster), mesh -> mesh));
    }

    /** Likewise, with Meshes that are not as said. */
    static Situation withMeshes(UnaryOperator<String> change) {
        return with(meshes(List.of(), change));
    }

    private static Situation with(Situation situation) {
        return situation.mgmt(
                virtualMesh("vm", "east", "west", "north"),
                Written.trafficPolicy("bookinfo/outlier", "outlierDetection: {consecutiveErrors: 2}"));
    }

    static Situation withoutPolicies() {
        return meshes(List.of(), mesh -> mesh);
    }

    private static Situation meshes(List<String> withoutGateway, UnaryOperator<String> change) {
        Situation situation = InProcess.situation().mgmt(Written.settings("{}"));
        for (int i = 0; i < CLUSTERS.size(); i++) {
            String cluster = CLUSTERS.get(i);
            situation
                    .cluster(cluster)
                    .mgmt(
                            change.apply(
                                    withoutGateway.contains(cluster)
                                            ? Discovered.mesh(cluster)
                                            : mesh(cluster, "203.0.113." + (i + 1))),
                            Discovered.service("reviews", "bookinfo", cluster)
                                    .at(REVIEWS)
                                    .yaml(),
                            Discovered.service("ratings", "bookinfo", cluster)
                                    .at(RATINGS)
                                    .yaml(),
                            Discovered.workload("reviews", "bookinfo", cluster),
                            Discovered.workload("ratings", "bookinfo", cluster));
        }
        return situation;
    }

    static String mesh(String cluster, String address) {
        return Discovered.mesh(cluster)
                .replace("    installation:", """
                ingressGateways:
                - workloadLabels: {istio: ingressgateway}
                  externalAddress: %s
                  externalTlsPort: 15443
                  tlsContainerPort: 15443
                smartDnsProxyingEnabled: true
                installation:""".indent(4).stripTrailing().formatted(address));
    }

    static String virtualMesh(String name, String... clusters) {
        return Written.object(
                NETWORKING,
                "VirtualMesh",
                "gloo-mesh/" + name,
                "{meshes: " + meshes(clusters) + ", federation: {permissive: {}}}");
    }

    static String meshes(String... clusters) {
        return "["
                + String.join(
                        ", ",
                        List.of(clusters).stream()
                                .map(cluster -> "{name: istiod-istio-system-" + cluster + ", namespace: gloo-mesh}")
                                .toList())
                + "]";
    }

    /** @param services each {@code NAME@CLUSTER} of namespace {@code bookinfo} */
    static String backings(String... services) {
        return "["
                + String.join(
                        ", ",
                        List.of(services).stream()
                                .map(service -> service.split("@"))
                                .map(parts -> "{kubeService: {name: " + parts[0]
                                        + ", namespace: bookinfo, clusterName: " + parts[1] + "}}")
                                .toList())
                + "]";
    }

    /** FailoverService {@code bookinfo/NAME} with host {@code NAME.global}, called from the east at port 9080. */
    static String failover(String name, String... services) {
        return failoverService("bookinfo/" + name, name + ".global", meshes("east"), backings(services));
    }

    static String failoverService(String key, String hostname, String meshes, String backings) {
        return Written.object(
                NETWORKING,
                "FailoverService",
                key,
                "{hostname: " + hostname + ", port: {number: 9080, protocol: http}, meshes: " + meshes
                        + ", backingServices: " + backings + "}");
    }

    /** How many labels of an endpoint say in which order it is called. */
    static long priorities(JsonNode endpoint) {
        return endpoint.path("labels").properties().stream()
                .filter(label -> label.getKey().startsWith("weft.dev/p"))
                .count();
    }

    static String state(Outcome outcome, String name) {
        return outcome.status("FailoverService", "bookinfo", name).path("state").asText();
    }

    /** Errors under the mesh of the east. */
    static List<String> errors(Outcome outcome, String name) {
        return Texts.of(outcome.status("FailoverService", "bookinfo", name)
                .path("meshes")
                .path("istiod-istio-system-east.gloo-mesh.")
                .path("errors"));
    }
}
