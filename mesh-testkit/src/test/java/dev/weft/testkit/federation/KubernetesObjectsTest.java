// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import static dev.weft.testkit.federation.Lab.file;
import static dev.weft.testkit.federation.Lab.object;
import static dev.weft.testkit.federation.Lab.objects;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Clusters are made of what their API servers have. */
class KubernetesObjectsTest {

    private static Cluster read(String... texts) {
        return KubernetesObjects.read(Mesh.of("c"), objects(List.of(texts)));
    }

    @Test
    void aLoadBalancerWithAPortForTlsIsAGateway() {
        assertThat(read(file("exporting-cluster")).gateways())
                .containsExactly(new GatewayProxy(
                        "istio-gw",
                        Map.of("istio", "eastwestgateway"),
                        15443,
                        Map.of(15443, 15443),
                        Set.of(new Address("10.2.0.15", 15443))));
    }

    @Test
    void aNodePortIsReachedAtAllNodesAndMayLeadToAnotherPortOfThePods() {
        GatewayProxy gateway = read("""
                apiVersion: v1
                kind: Service
                metadata: {name: gw, namespace: istio-system}
                spec: {type: NodePort, selector: {istio: gw}, ports: [{name: tls, port: 15443, targetPort: 9191, nodePort: 32001}]}
                ---
                apiVersion: v1
                kind: Node
                metadata: {name: n}
                status: {addresses: [{type: InternalIP, address: 172.18.0.2}, {type: ExternalIP, address: 203.0.113.2}]}
                """).gateways().getFirst();

        assertThat(gateway.port()).isEqualTo(9191);
        assertThat(gateway.addresses())
                .containsExactlyInAnyOrder(new Address("172.18.0.2", 32001), new Address("203.0.113.2", 32001));
        assertThat(gateway.listensFor(15443)).isTrue();
        assertThat(gateway.listensFor(9191)).isTrue();
        assertThat(gateway.listensFor(443)).isFalse();
    }

    @Test
    void podsWithoutProxyHaveNoSidecarAndThoseNotReadyAreNot() {
        Cluster cluster = read("""
                apiVersion: v1
                kind: Pod
                metadata: {name: bare, namespace: ns, labels: {app: a}}
                spec: {containers: [{name: app}]}
                status: {podIP: 10.0.0.1, conditions: [{type: Ready, status: "False"}]}
                """);

        assertThat(cluster.pods())
                .containsExactly(new Pod("ns/bare", Map.of("app", "a"), "default", "10.0.0.1", false, false));
    }

    @Test
    void whatIsRenderedTakesThePlaceOfWhatWasThere() {
        List<JsonNode> before = objects(List.of(object("DestinationRule", "ns/a", "{host: a}")));
        List<JsonNode> after = objects(List.of(object("DestinationRule", "ns/a", "{host: b}")));

        Cluster cluster = KubernetesObjects.read(Mesh.of("c"), before).with(after);
        assertThat(cluster.objects()).isEqualTo(after);
    }

    @Test
    void oneAddressLeadsToOneGateway() {
        Cluster one = read(file("exporting-cluster"));
        Cluster other = KubernetesObjects.read(Mesh.of("d"), objects(List.of(file("exporting-cluster"))));

        assertThatThrownBy(() -> World.of(one, other)).hasMessageContaining("10.2.0.15:15443");
    }
}
