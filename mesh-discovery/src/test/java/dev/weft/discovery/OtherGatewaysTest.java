// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.json.CanonicalJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gateways that are no way in from other clusters, and which of them are for visitors. */
class OtherGatewaysTest {

    private static final String MESH = "istiod-istio-system-east";
    private static final String INGRESS = "app: istio-ingressgateway, istio: ingressgateway";
    private static final String ROUTER =
            "{name: istio-proxy, image: docker.io/istio/proxyv2:1.31.0, args: [proxy, router]}";
    private static final String SIDECAR = ROUTER.replace("router", "sidecar");

    /** As Istio's default profile and its chart install one: ports for visitors, none for other clusters. */
    private static String service(String type, String namespace, String selector) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: istio-ingressgateway, namespace: %s}
                spec:
                  type: %s
                  selector: {%s}
                  ports: [{name: status-port, port: 15021, nodePort: 31021}, {name: http2, port: 80, nodePort: 31080}]
                status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}
                ---
                """.formatted(namespace, type, selector);
    }

    private static String pod(String name, String namespace, String labels, String proxy) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: %s, labels: {%s}}
                spec: {containers: [%s]}
                ---
                """.formatted(name, namespace, labels, proxy);
    }

    private static Scene east(String... more) {
        return new Scene().on("east", Objects.ISTIOD).on("east", more);
    }

    private static JsonNode others(Scene scene) {
        return CanonicalJson.object(("{\"others\":" + annotation(scene, "[]") + "}").getBytes(UTF_8))
                .path("others");
    }

    private static String annotation(Scene scene, String otherwise) {
        return scene.discover()
                .object("Mesh", MESH)
                .at("/metadata/annotations")
                .path("weft.dev/other-gateways")
                .asText(otherwise);
    }

    @ParameterizedTest
    @CsvSource({"istio-system", "istio-ingress"})
    void theIngressGatewayOfIstioIsOneForVisitors(String namespace) {
        Scene scene =
                east(service("LoadBalancer", namespace, INGRESS), pod("gw", namespace, INGRESS + ", more: x", ROUTER));

        assertThat(annotation(scene, "")).isEqualTo("""
                        [{"service":{"name":"istio-ingressgateway","namespace":"%s"},\
                        "workloadLabels":{"app":"istio-ingressgateway","istio":"ingressgateway"},\
                        "externalAddress":"192.0.2.1","ingress":true}]""".formatted(namespace));
        assertThat(scene.discover().istio(MESH).has("ingressGateways")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ClusterIP, 'istio: ingressgateway'",
        "LoadBalancer, 'istio: egressgateway'",
        "LoadBalancer, 'gateway.networking.k8s.io/gateway-name: shop'",
    })
    void anyOtherGatewayIsToldAndIsNoneForVisitors(String type, String labels) {
        JsonNode others =
                others(east(service(type, "istio-system", labels), pod("gw", "istio-system", labels, ROUTER)));

        assertThat(others).hasSize(1);
        assertThat(others.path(0).has("ingress")).isFalse();
    }

    @Test
    void aGatewayThatSharesItsLabelsWithAnythingElseIsNoneForVisitors() {
        JsonNode others = others(east(
                service("LoadBalancer", "istio-system", INGRESS),
                pod("gw", "istio-system", INGRESS, ROUTER),
                pod("app", "istio-system", INGRESS, SIDECAR)));

        assertThat(others).hasSize(1);
        assertThat(others.path(0).has("ingress")).isFalse();
    }

    @Test
    void podsThatAreNoGatewayAreNone() {
        Scene scene =
                east(service("LoadBalancer", "istio-system", INGRESS), pod("app", "istio-system", INGRESS, SIDECAR));

        assertThat(annotation(scene, "")).isEmpty();
    }

    @Test
    void theLabelsThatSettingsGiveCountInsteadOfIstios() {
        Scene scene = east(service("NodePort", "edge", "edge: web"), pod("gw", "edge", "edge: web", ROUTER))
                .management("""
                        apiVersion: settings.mesh.gloo.solo.io/v1alpha2
                        kind: Settings
                        metadata: {name: settings, namespace: gloo-mesh}
                        spec: {discovery: {istio: {ingressGatewayDetectors: {east: {gatewayWorkloadLabels: {edge: web}}}}}}
                        """);

        assertThat(others(scene).path(0).path("ingress").asBoolean()).isTrue();
    }

    @Test
    void labelsThatMatchEverythingMakeNoneOneForVisitors() {
        Scene scene = east(service("LoadBalancer", "istio-system", INGRESS), pod("gw", "istio-system", INGRESS, ROUTER))
                .management("""
                        apiVersion: settings.mesh.gloo.solo.io/v1alpha2
                        kind: Settings
                        metadata: {name: settings, namespace: gloo-mesh}
                        spec: {discovery: {istio: {ingressGatewayDetectors: {east: {gatewayWorkloadLabels: {}}}}}}
                        """);

        assertThat(others(scene).path(0).has("ingress")).isFalse();
    }

    private static String known(String ingress) {
        return """
                apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                kind: Mesh
                metadata:
                  name: istiod-istio-system-east
                  namespace: gloo-mesh
                  annotations:
                    weft.dev/other-gateways: >-
                      [{"service": {"name": "istio-ingressgateway", "namespace": "istio-system"},
                      "workloadLabels": {"app": "istio-ingressgateway", "istio": "ingressgateway"} %s}]
                spec:
                  istio:
                    installation: {namespace: istio-system, cluster: east, version: 1.24.2}
                ---
                """.formatted(ingress);
    }

    @ParameterizedTest
    @CsvSource({"', \"ingress\": true', true", "'', false"})
    void whileNoneOfItsPodsRunsItStaysWhatItWas(String before, boolean ingress) {
        Scene scene = east(service("LoadBalancer", "istio-system", INGRESS)).management(known(before));

        assertThat(others(scene)).hasSize(1);
        assertThat(others(scene).path(0).path("ingress").asBoolean()).isEqualTo(ingress);
    }

    @Test
    void anEgressGatewayThatRestartsStaysOneThatIsTold() {
        Scene scene = east(service("ClusterIP", "istio-system", INGRESS)).management(known(""));

        assertThat(others(scene)).hasSize(1);
        assertThat(annotation(scene, "")).doesNotContain("externalAddress", "ingress\":true");
    }

    @Test
    void aServiceWithoutPodsThatWasNoneIsNone() {
        assertThat(annotation(east(service("ClusterIP", "istio-system", INGRESS)), ""))
                .isEmpty();
    }

    @Test
    void withoutPodsTheAddressOfItsNodesStaysWhatItWas() {
        Scene scene = east(service("NodePort", "istio-system", INGRESS))
                .management(known(", \"ingress\": true, \"externalAddress\": \"198.51.100.7\""));

        assertThat(others(scene).path(0).path("externalAddress").asText()).isEqualTo("198.51.100.7");
    }

    @Test
    void inARootNamespaceThatIsNotThatOfIstiodItIsNoneForVisitors() {
        Scene scene = east(service("LoadBalancer", "root", INGRESS), pod("gw", "root", INGRESS, ROUTER), """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: istio, namespace: istio-system}
                data: {mesh: "rootNamespace: root"}
                ---
                """);

        assertThat(others(scene)).hasSize(1);
        assertThat(others(scene).path(0).has("ingress")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[null]", "{}", "[{"})
    void anAnnotationThatCannotBeReadIsWrittenAnew(String text) {
        Scene scene = east(service("LoadBalancer", "istio-system", INGRESS), pod("gw", "istio-system", INGRESS, ROUTER))
                .management("""
                        apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                        kind: Mesh
                        metadata: {name: istiod-istio-system-east, namespace: gloo-mesh, annotations: {weft.dev/other-gateways: '%s'}}
                        spec: {istio: {installation: {namespace: istio-system, cluster: east, version: 1.24.2}}}
                        ---
                        """.formatted(text));

        assertThat(others(scene).path(0).path("ingress").asBoolean()).isTrue();
    }

    @Test
    void whatIsNoListOfGatewaysTellsOfNone() {
        Scene scene = east(service("LoadBalancer", "istio-system", INGRESS)).management(known(", ingress"));

        assertThat(annotation(scene, "")).isEmpty();
    }

    @Test
    void itIsGoneWhenItsServiceLeadsToOtherPods() {
        Scene scene =
                east(service("LoadBalancer", "istio-system", "app: else")).management(known(", \"ingress\": true"));

        assertThat(annotation(scene, "")).isEmpty();
    }
}
