// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.Pod;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.runtime.status.Finding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two gateways by which visitors come in, and which other clusters cannot call, while everything is denied that no AccessPolicy allows: one
 * has the labels of an ingress gateway, the other has labels of its own.
 */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class VisitorsScenarioTest {

    private static final int FORBIDDEN = 403;
    private static final int PORT = 8080;
    private static final String FRONT = "front-door";
    private static final String SIDE = "side-door";
    private static final String MESH =
            "/apis/discovery.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/meshes/istiod-istio-system-east";
    private static final String AUTHORIZATION_POLICIES =
            "/apis/security.istio.io/v1/namespaces/bookinfo/authorizationpolicies/";

    /** Whoever comes through either gateway gets to ratings; whether they get through is not said. */
    private static final String DOORS_CALL_RATINGS = Policies.named("AccessPolicy", "doors-call-ratings", """

              sourceSelector:
                - kubeServiceAccountRefs:
                    serviceAccounts:
                      - {name: front-door, namespace: bookinfo, clusterName: east}
                      - {name: side-door, namespace: bookinfo, clusterName: east}
              destinationSelector:
                - kubeServiceRefs: {services: [{name: ratings, namespace: bookinfo, clusterName: east}]}
            """);

    private static final String VISITORS_ENTER_BY_THE_SIDE = Policies.named("AccessPolicy", "visitors", """

              destinationSelector:
                - kubeServiceRefs: {services: [{name: side-door, namespace: bookinfo, clusterName: east}]}
            """);

    private final MeshWorld world;

    VisitorsScenarioTest(MeshWorld world) {
        this.world = world;
    }

    @BeforeEach
    void open() throws Exception {
        for (String door : List.of(FRONT, SIDE)) {
            String label = door.equals(FRONT) ? "ingressgateway" : door;
            String address =
                    world.east().run(Pod.ingress(door, Map.of("istio", label))).address();
            String status = "status: {loadBalancer: {ingress: [{ip: %s}]}}\n".formatted(address);
            world.east().objects().apply(service(door, label, "LoadBalancer") + status);
            world.east()
                    .objects()
                    .apply(ROUTES.replace("DOOR", door)
                            .replace("LABEL", label)
                            .replace("ADDRESS", address)
                            .replace("PORT", String.valueOf(PORT)));
            awaitStatus(visitorAt(door), 200);
        }
        Awaiting.until("discovery knows both", Plane.LONGEST, () -> {
            String known = world.plane()
                    .find(MESH)
                    .orElseThrow()
                    .at("/metadata/annotations")
                    .toString();
            return known.contains(FRONT) && known.contains(SIDE) ? Optional.empty() : Optional.of(known);
        });
    }

    @AfterEach
    void close() throws Exception {
        for (String door : List.of(FRONT, SIDE)) {
            world.east().objects().delete(ROUTES.replace("DOOR", door));
            world.east().objects().delete(service(door, door, "LoadBalancer"));
            world.east().end(door);
        }
        world.clear();
    }

    @Test
    void anIngressGatewayLetsVisitorsInAndAnotherGatewayOnlyWhenAPolicyOpensIt() throws Exception {
        world.plane().apply(DOORS_CALL_RATINGS);
        try (Load load = Load.of(visitorAt(FRONT))) {
            world.plane().apply(Policies.virtualMesh(List.of("east"), "globalAccessPolicy: ENABLED\n"));
            awaitStatus(visitorAt(SIDE), FORBIDDEN);
            awaitStatus(world.client().call("ratings", "/"), FORBIDDEN);
            awaitStatus(visitorAt(FRONT), 200);
            assertThat(Seen.in(visitorAt(FRONT).send()).caller()).endsWith("/ns/bookinfo/sa/" + FRONT);
            assertThat(denied("closed"))
                    .singleElement()
                    .satisfies(told -> assertThat(told).contains(SIDE).doesNotContain(FRONT));

            world.plane().apply(VISITORS_ENTER_BY_THE_SIDE);
            awaitStatus(visitorAt(SIDE), 200);
            assertThat(denied("open")).isEmpty();
            world.plane().objects().delete(VISITORS_ENTER_BY_THE_SIDE);
            awaitStatus(visitorAt(SIDE), FORBIDDEN);
            assertThat(load.sent()).isPositive();
            assertThat(load.failures()).isEmpty();
        }
    }

    /** Then it has no address to be named after, so the policy that lets visitors in is another object. */
    @Test
    void anIngressGatewayThatLosesItsLoadBalancerStaysOpen() throws Exception {
        world.plane().apply(DOORS_CALL_RATINGS);
        world.plane().apply(Policies.virtualMesh(List.of("east"), "globalAccessPolicy: ENABLED\n"));
        awaitStatus(visitorAt(SIDE), FORBIDDEN);
        String byAddress = AUTHORIZATION_POLICIES + "allow-ingress-gateway-"
                + world.east().workload(FRONT).address().replace('.', '-');
        assertThat(world.east().objects().find(byAddress)).isPresent();
        try (Load load = Load.of(visitorAt(FRONT))) {
            world.east().objects().apply(service(FRONT, "ingressgateway", "NodePort"));
            Awaiting.until("its policy is named after the Service", Plane.LONGEST, () -> {
                boolean moved = world.east().objects().find(byAddress).isEmpty()
                        && world.east()
                                .objects()
                                .find(AUTHORIZATION_POLICIES + "allow-ingress-gateway-" + FRONT)
                                .isPresent();
                return moved ? Optional.empty() : Optional.of("it is not");
            });
            awaitStatus(visitorAt(FRONT), 200);
            awaitStatus(visitorAt(SIDE), FORBIDDEN);
            assertThat(load.sent()).isPositive();
            assertThat(load.failures()).isEmpty();
        }
    }

    /** From outside the mesh, in plain text. */
    private HttpCall visitorAt(String door) {
        return HttpCall.get(world.east().workload(door).address(), PORT, "/").with("host", "shop.example.com");
    }

    /** What is told of gateways that are closed. */
    private List<String> denied(String when) throws Exception {
        return world.plane().findings("visitors-" + when).stream()
                .filter(finding -> finding.code().code().equals("GatewayDenied"))
                .map(Finding::toString)
                .toList();
    }

    /** As Istio's chart has it: without a port for other clusters. */
    private static String service(String door, String label, String type) {
        return """
            apiVersion: v1
            kind: Service
            metadata: {name: DOOR, namespace: bookinfo}
            spec:
              type: TYPE
              selector: {istio: LABEL}
              ports: [{name: http2, port: 80, targetPort: 8080}]
            """.replace("DOOR", door).replace("LABEL", label).replace("TYPE", type);
    }

    private static final String ROUTES = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: DOOR, namespace: bookinfo}
            spec:
              selector: {istio: LABEL}
              servers:
                - port: {number: PORT, name: http, protocol: HTTP}
                  bind: ADDRESS
                  hosts: [shop.example.com]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: DOOR, namespace: bookinfo}
            spec:
              hosts: [shop.example.com]
              gateways: [DOOR]
              http:
                - route: [{destination: {host: ratings.bookinfo.svc.cluster.local, port: {number: 9080}}}]
            """;
}
