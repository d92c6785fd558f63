// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.step.WorldRig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What users ask for in a world with two clusters, {@code east} and {@code west}, whose services may call each other. */
final class Situations {

    static final String MGMT = ObjectId.MANAGEMENT;
    static final List<String> CLUSTERS = List.of("east", "west");
    static final Duration SETTLE = OperatorRig.SETTLE;

    private static final String PERMISSIVE = virtualMesh("vm", "permissive: {}");
    private static final String REVIEWS_ONLY = virtualMesh(
            "vm",
            "selectors: [{destinationSelectors: [{kubeServiceRefs: {services:"
                    + " [{name: reviews, namespace: bookinfo, clusterName: west}]}}]}]");
    private static final String OUTLIERS = """
            apiVersion: networking.mesh.gloo.solo.io/v1alpha2
            kind: TrafficPolicy
            metadata: {name: outliers, namespace: bookinfo}
            spec: {outlierDetection: {consecutiveErrors: 2}}
            """;
    private static final String USERS_GATEWAY = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: users, namespace: istio-system}
            spec:
              selector: {istio: ingressgateway}
              servers:
                - {port: {number: 15443, name: tls, protocol: TLS}, tls: {mode: AUTO_PASSTHROUGH}, hosts: [ratings.bookinfo.svc.cluster.local]}
            """;

    /** What each situation has, on the management cluster but for the user's Gateway, which is on west. */
    static final Map<String, List<String>> SITUATIONS = new TreeMap<>(Map.of(
            "nothing", List.of(),
            "all", List.of(PERMISSIVE),
            "reviews", List.of(REVIEWS_ONLY),
            "shift",
                    List.of(
                            PERMISSIVE,
                            shift(
                                    "{kubeService: {name: reviews, namespace: bookinfo, clusterName: west, subset: {version: v2}}}")),
            "another",
                    List.of(
                            PERMISSIVE,
                            shift(
                                    "{kubeService: {name: ratings, namespace: bookinfo, clusterName: west, subset: {version: v1}}}")),
            "failover", List.of(PERMISSIVE, OUTLIERS, failover("reviews@east", "reviews@west"), toFailover("")),
            "unalike",
                    List.of(
                            PERMISSIVE,
                            OUTLIERS,
                            failover("reviews@east", "ratings@west", "reviews@west"),
                            toFailover("")),
            "subset",
                    List.of(
                            REVIEWS_ONLY,
                            OUTLIERS,
                            failover("reviews@west", "reviews@east"),
                            toFailover(", subset: {version: v2}")),
            "renamed", List.of(virtualMesh("vm2", "permissive: {}")),
            "users", List.of(PERMISSIVE, USERS_GATEWAY)));

    private Situations() {}

    static WorldRig settledIn(String name, Consumer<NetworkingOperator> onStart) {
        WorldRig rig = OperatorRig.bare(onStart);
        rig.know(MGMT, WorldRig.ALIVE);
        OperatorRig.settings(rig, "");
        for (int i = 0; i < CLUSTERS.size(); i++) {
            String cluster = CLUSTERS.get(i);
            OperatorRig.federated(
                    rig,
                    cluster,
                    "{workloadLabels: {istio: ingressgateway}, externalAddress: 203.0.113.%d, externalTlsPort: 15443, tlsContainerPort: 15443}"
                            .formatted(i + 1));
            for (String service : List.of("reviews", "ratings")) {
                rig.apply(MGMT, Discovered.workload(service, "bookinfo", cluster));
                rig.apply(
                        MGMT,
                        Discovered.service(service, "bookinfo", cluster)
                                .subset("version", "v1", "v2")
                                .yaml());
            }
        }
        bring(rig, "nothing", name);
        rig.settle();
        return rig;
    }

    static void bring(WorldRig rig, String from, String to) {
        Set<ObjectId> before = new TreeSet<>();
        situation(from).forEach(yaml -> before.add(rig.apply(place(yaml), yaml)));
        Set<ObjectId> now = new TreeSet<>();
        situation(to).forEach(yaml -> now.add(rig.apply(place(yaml), yaml)));
        before.stream().filter(id -> !now.contains(id)).forEach(rig::delete);
    }

    private static String place(String yaml) {
        return yaml.equals(USERS_GATEWAY) ? "west" : MGMT;
    }

    private static List<String> situation(String name) {
        return Objects.requireNonNull(SITUATIONS.get(name), name);
    }

    private static String virtualMesh(String name, String federation) {
        return """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: VirtualMesh
                metadata: {name: %s, namespace: gloo-mesh}
                spec:
                  meshes: [{name: istiod-istio-system-east, namespace: gloo-mesh}, {name: istiod-istio-system-west, namespace: gloo-mesh}]
                  federation: {%s}
                """.formatted(name, federation);
    }

    /** Calls of reviews in the east go there. */
    private static String shift(String destination) {
        return """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: TrafficPolicy
                metadata: {name: shift, namespace: bookinfo}
                spec:
                  destinationSelector: [{kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: east}]}}]
                  trafficShift: {destinations: [%s]}
                """.formatted(destination);
    }

    private static String toFailover(String more) {
        return shift("{failoverService: {name: reviews-failover, namespace: bookinfo%s}}".formatted(more));
    }

    /** @param services each {@code NAME@CLUSTER} */
    private static String failover(String... services) {
        List<String> backings = Stream.of(services)
                .map(service -> service.split("@", -1))
                .map(parts ->
                        "{kubeService: {name: %s, namespace: bookinfo, clusterName: %s}}".formatted(parts[0], parts[1]))
                .toList();
        return """
                apiVersion: networking.mesh.gloo.solo.io/v1alpha2
                kind: FailoverService
                metadata: {name: reviews-failover, namespace: bookinfo}
                spec:
                  hostname: reviews-failover.global
                  port: {number: 9080, protocol: http}
                  meshes: [{name: istiod-istio-system-east, namespace: gloo-mesh}]
                  backingServices: [%s]
                """.formatted(String.join(", ", backings));
    }

    static Map<ObjectId, JsonNode> outputs(WorldRig rig) {
        Map<ObjectId, JsonNode> trees = new TreeMap<>();
        rig.objects().forEach((ObjectId id, ObjectNode object) -> {
            if (CLUSTERS.contains(id.cluster())) {
                trees.put(id, object);
            }
        });
        return trees;
    }

    static Map<ObjectId, JsonNode> specs(WorldRig rig) {
        Map<ObjectId, JsonNode> specs = new TreeMap<>();
        outputs(rig).forEach((id, tree) -> specs.put(id, tree.path("spec")));
        return specs;
    }
}
