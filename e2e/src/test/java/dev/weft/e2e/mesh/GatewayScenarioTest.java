// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.Workload;
import dev.weft.e2e.servers.Awaiting;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The gateway of east, which is called from west, changes its address, is known by name, or lets names pass already. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class GatewayScenarioTest {

    private static final String ENTRY =
            "/apis/networking.istio.io/v1/namespaces/istio-system/serviceentries/ratings.bookinfo.svc.east.global";
    private static final String OUR_GATEWAY =
            "/apis/networking.istio.io/v1/namespaces/bookinfo/gateways/both-gloo-mesh";
    private static final String USERS_GATEWAY = """
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: cross-network, namespace: bookinfo}
        spec:
          selector: {app: gateway}
          servers:
            - port: {number: 15443, name: tls, protocol: TLS}
              tls: {mode: AUTO_PASSTHROUGH}
              hosts: ["*.local"]
        """;

    private final MeshWorld world;
    private final Workload gateway;
    private final HttpCall ratings;

    GatewayScenarioTest(MeshWorld world) {
        this.world = world;
        this.gateway = world.east().workload("gateway");
        this.ratings = world.west().workload("client").callOn("east", "ratings", "/");
    }

    @AfterEach
    void clear() throws Exception {
        world.east().objects().delete(USERS_GATEWAY);
        gatewayIsAt("{ip: " + gateway.address() + "}");
        world.clear();
    }

    @Test
    void itChangesItsAddressWithoutAFailedRequest() throws Exception {
        world.federate("federation: {permissive: {}}");
        awaitStatus(ratings, 200);
        String uid = entry().at("/metadata/uid").asText();
        try (Load load = Load.of(ratings)) {
            gatewayIsAt("{ip: " + gateway.address() + "}, {ip: " + gateway.otherAddress() + "}");
            awaitEndpoint(gateway.otherAddress() + ":15443");
            gatewayIsAt("{ip: " + gateway.otherAddress() + "}");
            Awaiting.until("nobody is sent to the old address", Plane.LONGEST, () -> {
                String clusters = world.west().workload("client").admin("/clusters");
                return clusters.contains(gateway.address() + ":15443")
                        ? Optional.of("the client's proxy knows it")
                        : Optional.empty();
            });
            awaitStatus(ratings, 200);
            assertThat(load.sent()).isPositive();
            assertThat(load.failures()).isEmpty();
        }
        assertThat(entry().at("/metadata/uid").asText())
                .as("it is the same object")
                .isEqualTo(uid);
    }

    @Test
    void itGetsAHostNameWithoutAFailedRequest() throws Exception {
        world.federate("federation: {permissive: {}}");
        awaitStatus(ratings, 200);
        try (Load load = Load.of(ratings)) {
            gatewayIsAt(gateway.localPort(), "{hostname: localhost}");
            awaitEndpoint("127.0.0.1:" + gateway.localPort());
            awaitStatus(ratings, 200);
            assertThat(entry().at("/spec/resolution").asText()).isEqualTo("DNS");
            assertThat(Seen.in(ratings.send()).caller()).endsWith("/sa/client");
            assertThat(load.failures()).isEmpty();
        }
    }

    /** As an installation of Istio for several networks has it. A second Gateway for a name would make Envoy refuse the whole listener. */
    @Test
    void anotherGatewayThatLetsTheNamesPassIsFoundBeforeAnythingIsWritten() throws Exception {
        world.east().objects().apply(USERS_GATEWAY);
        world.federate("federation: {permissive: {}}");
        awaitStatus(ratings, 200);
        assertThat(world.east().objects().find(OUR_GATEWAY)).isEmpty();
        assertThat(gateway.admin("/config_dump?resource=dynamic_listeners")).doesNotContain("error_state");
        assertThat(world.plane().findings("gateway-reused"))
                .extracting(finding -> finding.code().code())
                .contains("GatewayReused");
    }

    @Test
    void anotherGatewayThatComesLaterTakesOverWithoutAFailedRequest() throws Exception {
        world.federate("federation: {permissive: {}}");
        awaitStatus(ratings, 200);
        try (Load load = Load.of(ratings)) {
            world.east().objects().apply(USERS_GATEWAY);
            Awaiting.until(
                    "ours is gone",
                    Plane.LONGEST,
                    () -> world.east().objects().find(OUR_GATEWAY).map(ObjectNode::toString));
            Awaiting.steadily("Envoy takes the listener", Plane.LONGEST, 3, () -> {
                String listeners = gateway.admin("/config_dump?resource=dynamic_listeners");
                return listeners.contains("error_state") ? Optional.of("it does not") : Optional.empty();
            });
            awaitStatus(ratings, 200);
            assertThat(load.failures()).isEmpty();
        }
        world.east().objects().delete(USERS_GATEWAY);
        Awaiting.until(
                "ours is there again",
                Plane.LONGEST,
                () -> world.east().objects().find(OUR_GATEWAY).isPresent()
                        ? Optional.empty()
                        : Optional.of("it is not"));
        awaitStatus(ratings, 200);
    }

    private ObjectNode entry() throws Exception {
        return world.west().objects().find(ENTRY).orElseThrow();
    }

    /** @param address with port */
    private void awaitEndpoint(String address) throws InterruptedException {
        Awaiting.until("the client's proxy knows " + address, Plane.LONGEST, () -> {
            String clusters = world.west().workload("client").admin("/clusters");
            return clusters.contains(address + "::health_flags::healthy")
                    ? Optional.empty()
                    : Optional.of("it does not");
        });
    }

    /** What the cloud says of the load balancer. */
    private void gatewayIsAt(String ingress) throws Exception {
        gatewayIsAt(15_443, ingress);
    }

    private void gatewayIsAt(int port, String ingress) throws Exception {
        world.east().objects().apply("""
            apiVersion: v1
            kind: Service
            metadata: {name: gateway, namespace: bookinfo, labels: {app: gateway}}
            spec:
              type: LoadBalancer
              selector: {app: gateway}
              ports:
                - {name: tls, port: %d, targetPort: 15443}
            status:
              loadBalancer: {ingress: [%s]}
            """.formatted(port, ingress));
    }
}
