// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.status.Severity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ways into an Istio mesh from other clusters. */
class GatewayTest {

    private static final String MESH = "istiod-istio-system-east";

    private static String service(String name, String type, String selector, String ports, String more) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: istio-system}
                spec: {type: %s, selector: {%s}, ports: [%s] %s}
                ---
                """.formatted(name, type, selector, ports, more);
    }

    private static String gatewayPod(String labels, String container) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: gateway-1, namespace: istio-system, labels: {%s}}
                spec: {nodeName: node-1, containers: [%s]}
                ---
                """.formatted(labels, container);
    }

    private static final String PROXY = "{name: istio-proxy, image: docker.io/istio/proxyv2:1.24.2}";
    private static final String ROUTER =
            "{name: istio-proxy, image: docker.io/istio/proxyv2:1.24.2, args: [proxy, router]}";

    private static String node(String addresses, String images) {
        return """
                apiVersion: v1
                kind: Node
                metadata: {name: node-1}
                status: {addresses: [%s], images: [%s]}
                ---
                """.formatted(addresses, images);
    }

    private static final String SETTINGS = """
            apiVersion: settings.mesh.gloo.solo.io/v1alpha2
            kind: Settings
            metadata: {name: settings, namespace: gloo-mesh}
            spec: {discovery: {istio: {ingressGatewayDetectors: %s}}}
            """;

    private static JsonNode gateways(Scene scene) {
        return scene.discover().istio(MESH).path("ingressGateways");
    }

    private static Scene eastWith(String... more) {
        return new Scene().on("east", Objects.ISTIOD).on("east", more);
    }

    private static Scene nodePort(String addresses) {
        return eastWith(
                service(
                        "ingress-svc",
                        "NodePort",
                        "istio: ingressgateway",
                        "{name: tls, port: 1234, nodePort: 5678}",
                        ""),
                gatewayPod("istio: ingressgateway", PROXY),
                node(addresses, ""));
    }

    @Test
    void aNodePortIsReachedAtTheFirstAddressOfTheNodeThatIsNotInternal() {
        assertThat(
                        gateways(
                                nodePort(
                                        "{type: InternalDNS, address: internal.domain}, {type: ExternalDNS, address: external.domain}")))
                .hasToString("""
                        [{"addresses":[{"address":"external.domain","tlsPort":5678}],"externalAddress":"external.domain",\
                        "externalTlsPort":5678,"tlsContainerPort":1234,"workloadLabels":{"istio":"ingressgateway"}}]""");
    }

    @Test
    void everyAddressOfTheNodeFromOutsideIsRecordedButNoFurtherHostName() {
        assertThat(gateways(nodePort("{type: InternalIP, address: 10.0.0.1}, {type: ExternalIP, address: 192.0.2.1}, "
                                + "{type: Hostname, address: host.example}"))
                        .path(0)
                        .path("addresses"))
                .hasToString("[{\"address\":\"192.0.2.1\",\"tlsPort\":5678}]");
    }

    @Test
    void aNodeOfKubernetesInDockerIsReachedAtItsInternalAddress() {
        Scene scene = eastWith(
                service("gw", "NodePort", "istio: ingressgateway", "{name: tls, port: 15443, nodePort: 32000}", ""),
                gatewayPod("istio: ingressgateway", PROXY),
                node(
                        "{type: Hostname, address: kind-worker}, {type: InternalIP, address: 172.18.0.2}",
                        "{names: [docker.io/kindest/kindnetd:v1]}"));

        assertThat(gateways(scene).path(0).path("externalAddress").asText()).isEqualTo("172.18.0.2");
    }

    @Test
    void G22_aNodePortThatIsNotAssignedYetIsNoGateway() {
        Scene.Found found = eastWith(
                        service("gw", "NodePort", "istio: ingressgateway", "{name: tls, port: 15443}", ""),
                        gatewayPod("istio: ingressgateway", PROXY),
                        node("{type: ExternalIP, address: 192.0.2.1}", ""))
                .discover();

        assertThat(found.istio(MESH).has("ingressGateways")).isFalse();
        assertThat(found.finding(DiscoveryFinding.GATEWAY_UNUSABLE).message()).contains("no node port");
    }

    @ParameterizedTest
    @CsvSource({
        "'{hostname: gw.example}', gw.example",
        "'{ip: 192.0.2.7}', 192.0.2.7",
        "'{hostname: gw.example, ip: 192.0.2.7}', gw.example",
    })
    void aLoadBalancerIsReachedAtItsFirstAddressAndTheServicePort(String ingress, String address) {
        String service = service(
                        "gw",
                        "LoadBalancer",
                        "istio: ingressgateway",
                        "{name: tls, port: 15443, targetPort: 8443, nodePort: 3}",
                        "")
                .replace("---", "status: {loadBalancer: {ingress: [" + ingress + "]}}\n---");
        JsonNode gateway = gateways(eastWith(service)).path(0);

        assertThat(gateway.path("externalAddress").asText()).isEqualTo(address);
        assertThat(gateway.path("externalTlsPort").asInt()).isEqualTo(15443);
        assertThat(gateway.path("tlsContainerPort").asInt()).isEqualTo(8443);
    }

    @Test
    void everyAddressOfALoadBalancerIsRecorded() {
        String service = service(
                        "gw",
                        "LoadBalancer",
                        "istio: ingressgateway",
                        "{name: tls, port: 15443}",
                        ", externalIPs: [192.0.2.9]")
                .replace("---", "status: {loadBalancer: {ingress: [{ip: 192.0.2.7}, {hostname: b.example}]}}\n---");

        assertThat(gateways(eastWith(service)).path(0).path("addresses").findValuesAsText("address"))
                .containsExactly("192.0.2.7", "b.example", "192.0.2.9");
    }

    @ParameterizedTest
    @CsvSource({"LoadBalancer, 15443", "NodePort, 32000"})
    void externalIpsStandInWhereNothingElseIsKnown(String type, int port) {
        JsonNode gateway = gateways(eastWith(service(
                        "gw",
                        type,
                        "istio: ingressgateway",
                        "{name: tls, port: 15443, nodePort: 32000}",
                        ", externalIPs: [12.34.56.78]")))
                .path(0);

        assertThat(gateway.path("externalAddress").asText()).isEqualTo("12.34.56.78");
        assertThat(gateway.path("externalTlsPort").asInt()).isEqualTo(port);
    }

    @ParameterizedTest
    @CsvSource({
        "ClusterIP, type is ClusterIP",
        "LoadBalancer, has no address yet",
        "NodePort, no running pod",
    })
    void aServiceThatCannotBeReachedIsReported(String type, String why) {
        Scene.Found found = eastWith(
                        service("gw", type, "istio: ingressgateway", "{name: tls, port: 15443, nodePort: 32000}", ""))
                .discover();

        assertThat(found.istio(MESH).has("ingressGateways")).isFalse();
        assertThat(found.finding(DiscoveryFinding.GATEWAY_UNUSABLE).message()).contains(why);
        assertThat(found.finding(DiscoveryFinding.GATEWAY_MISSING).severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void aNamedTargetPortIsLookedUpInThePods() {
        String service = service(
                        "gw",
                        "LoadBalancer",
                        "istio: ingressgateway",
                        "{name: tls, port: 15443, targetPort: tls-in}",
                        "")
                .replace("---", "status: {loadBalancer: {ingress: [{ip: 192.0.2.7}]}}\n---");
        String port = PROXY.replace("}", ", ports: [{name: tls-in, containerPort: 8443}]}");

        assertThat(gateways(eastWith(service, gatewayPod("istio: ingressgateway", port)))
                        .path(0)
                        .path("tlsContainerPort")
                        .asInt())
                .isEqualTo(8443);
        assertThat(eastWith(service, gatewayPod("istio: ingressgateway", PROXY))
                        .discover()
                        .finding(DiscoveryFinding.GATEWAY_UNUSABLE)
                        .message())
                .contains("tls-in");
    }

    @Test
    void settingsAreMergedAttributeByAttribute() {
        Scene scene = eastWith(
                        service("gw", "NodePort", "mykey: myvalue", "{name: specialport, port: 1, nodePort: 5}", ""),
                        gatewayPod("mykey: myvalue", PROXY),
                        node("{type: ExternalDNS, address: external.domain}", ""))
                .management(
                        SETTINGS.formatted(
                                "{'*': {gatewayWorkloadLabels: {mykey: myvalue}, gatewayTlsPortName: myport}, east: {gatewayTlsPortName: specialport}}"));

        assertThat(gateways(scene).path(0).path("workloadLabels")).hasToString("{\"mykey\":\"myvalue\"}");
    }

    @Test
    void G23_emptyDetectorsFallBackToTheDefaults() {
        Scene scene = nodePort("{type: ExternalIP, address: 192.0.2.1}")
                .management(SETTINGS.formatted("{'*': null, east: {gatewayTlsPortName: ''}}"));

        assertThat(gateways(scene)).hasSize(1);
    }

    @Test
    void F10_emptyDetectorLabelsMeanAnyServiceButNeverAnyWorkload() {
        Scene scene = eastWith(
                        service(
                                "gw",
                                "NodePort",
                                "app: gw",
                                "{name: tls, port: 15443, nodePort: 5}",
                                ", externalIPs: [192.0.2.1]"),
                        service(
                                "none",
                                "NodePort",
                                "",
                                "{name: tls, port: 15443, nodePort: 6}",
                                ", externalIPs: [192.0.2.1]"))
                .management(SETTINGS.formatted("{east: {gatewayWorkloadLabels: {}}}"));
        Scene.Found found = scene.discover();

        assertThat(found.istio(MESH).path("ingressGateways").findValuesAsText("externalTlsPort"))
                .containsExactly("5");
        assertThat(found.istio(MESH).path("ingressGateways").path(0).path("workloadLabels"))
                .hasToString("{\"app\":\"gw\"}");
        assertThat(found.finding(DiscoveryFinding.GATEWAY_UNUSABLE).subject().name())
                .isEqualTo("none");
    }

    @Test
    void aDetectorThatMatchesAServiceWithoutThePortIsReported() {
        Scene.Found found = eastWith(
                        service("gw", "NodePort", "istio: eastwestgateway", "{name: https, port: 443}", ""))
                .management(SETTINGS.formatted("{east: {gatewayWorkloadLabels: {istio: eastwestgateway}}}"))
                .discover();

        assertThat(found.finding(DiscoveryFinding.GATEWAY_UNUSABLE).message()).contains("no port named tls");
    }

    private static String today(String name, String namespace, String network, String ports) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s, namespace: %2$s, labels: {%3$s}}
                spec: {type: LoadBalancer, selector: {app: %1$s}, ports: [%4$s]}
                status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: %1$s-1, namespace: %2$s, labels: {app: %1$s}}
                spec: {containers: [%5$s]}
                ---
                """.formatted(name, namespace, network, ports, ROUTER);
    }

    @Test
    void withoutADetectorAnyRouterWithTheTlsPortIsAGatewayNetworkGatewaysFirst() {
        Scene.Found found = eastWith(
                        today("a-named", "istio-system", "", "{name: tls, port: 9443}"),
                        today("b-numbered", "gateways", "", "{name: mtls, port: 15443}"),
                        today("c-network", "gateways", "topology.istio.io/network: n1", "{name: tls, port: 15443}"),
                        today("d-web-only", "istio-system", "", "{name: https, port: 443}"))
                .discover();

        assertThat(found.istio(MESH).path("ingressGateways").findValuesAsText("app"))
                .containsExactly("c-network", "a-named", "b-numbered");
        assertThat(found.codes()).doesNotContain("GatewayUnusable", "GatewayMissing");
    }

    @Test
    void theLabelOfIstiosMultiNetworkSetUpNamesThePort() {
        Scene scene = eastWith(today(
                "gw",
                "istio-system",
                "topology.istio.io/network: n1, networking.istio.io/gatewayPort: \"16443\"",
                "{name: x, port: 15443}, {name: y, port: 16443}"));

        assertThat(gateways(scene).path(0).path("externalTlsPort").asInt()).isEqualTo(16443);
    }

    @Test
    void aServiceOfOrdinaryPodsIsNoGateway() {
        Scene scene = eastWith(
                today("gw", "istio-system", "", "{name: tls, port: 15443}").replace("router", "sidecar"));

        assertThat(scene.discover().codes()).containsExactly("GatewayMissing");
    }

    private static String gatewayOf(String revision) {
        return today("gw-" + revision, "istio-system", "", "{name: tls, port: 15443}")
                .replace("}}\nspec: {containers", ", istio.io/rev: " + revision + "}}\nspec: {containers");
    }

    private static Scene eastWithCanary(String... more) {
        return eastWith(
                        Objects.ISTIOD.replace("name: istiod,", "name: istiod-canary,"),
                        Objects.meshConfig("istio-canary", "{}"))
                .on("east", more);
    }

    @Test
    void aGatewayBelongsToTheRevisionThatInjectedIt() {
        Scene.Found found =
                eastWithCanary(gatewayOf("canary"), gatewayOf("default")).discover();

        assertThat(found.istio("istiod-canary-istio-system-east")
                        .path("ingressGateways")
                        .findValuesAsText("app"))
                .containsExactly("gw-canary");
        assertThat(found.istio(MESH).path("ingressGateways").findValuesAsText("app"))
                .containsExactly("gw-default");
    }

    @Test
    void aRevisionWithoutGatewaySharesThatOfItsNeighbour() {
        Scene.Found found = eastWithCanary(gatewayOf("default")).discover();

        assertThat(found.istio("istiod-canary-istio-system-east")
                        .path("ingressGateways")
                        .findValuesAsText("app"))
                .containsExactly("gw-default");
        assertThat(found.codes()).doesNotContain("GatewayMissing");
    }

    private static final String KNOWN = """
            apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
            kind: Mesh
            metadata: {name: istiod-istio-system-east, namespace: gloo-mesh}
            spec:
              istio:
                installation: {namespace: istio-system, cluster: east, version: 1.24.2}
                citadelInfo: {trustDomain: cluster.local}
                ingressGateways: [%s]
            ---
            """;

    private static final String KNOWN_GATEWAY =
            "{workloadLabels: {%s}, externalAddress: 192.0.2.7, externalTlsPort: 15443, tlsContainerPort: 8443}";

    private static final String IN_ANOTHER_NAMESPACE =
            KNOWN_GATEWAY.replace("tlsContainerPort", "service: {name: gw, namespace: gateways}, tlsContainerPort");

    private static Scene known(String gateway, String labels, String... more) {
        return eastWith(more).management(KNOWN.formatted(gateway.formatted(labels)));
    }

    private static void isKept(Scene scene) {
        Scene.Found found = scene.discover();
        assertThat(found.istio(MESH).path("ingressGateways")).hasSize(1);
        JsonNode gateway = found.istio(MESH).path("ingressGateways").path(0);
        assertThat(gateway.path("externalAddress").asText()).isEqualTo("192.0.2.7");
        assertThat(gateway.path("externalTlsPort").asInt()).isEqualTo(15443);
        assertThat(gateway.path("tlsContainerPort").asInt()).isEqualTo(8443);
        assertThat(gateway.path("lastKnown").asBoolean()).isTrue();
        assertThat(gateway.path("service").path("name").asText()).isEqualTo("gw");
        assertThat(found.finding(DiscoveryFinding.GATEWAY_LAST_KNOWN).message()).contains("192.0.2.7");
        assertThat(found.codes()).doesNotContain("GatewayMissing", "GatewayUnusable");
    }

    private static void isGone(Scene scene) {
        Scene.Found found = scene.discover();
        assertThat(found.istio(MESH).has("ingressGateways")).isFalse();
        assertThat(found.codes()).doesNotContain("GatewayLastKnown");
    }

    @ParameterizedTest
    @CsvSource({
        "LoadBalancer, '{name: tls, port: 15443, targetPort: 8443}'",
        "NodePort, '{name: tls, port: 15443, targetPort: 8443, nodePort: 32000}'",
        "NodePort, '{name: tls, port: 15443, targetPort: 8443}'",
    })
    void aGatewayThatLosesItsAddressKeepsTheLastOne(String type, String port) {
        isKept(known(KNOWN_GATEWAY, "istio: ingressgateway", service("gw", type, "istio: ingressgateway", port, "")));
    }

    @Test
    void aGatewayWhosePodsAreAwayStays() {
        String service = today("gw", "gateways", "", "{name: tls, port: 15443, targetPort: 8443}")
                .replace("192.0.2.1", "192.0.2.7");
        String withoutPods = service.substring(0, service.indexOf("---"));

        isKept(known(IN_ANOTHER_NAMESPACE, "app: gw", withoutPods));
        isKept(known(IN_ANOTHER_NAMESPACE, "app: gw", withoutPods.replace("[{ip: 192.0.2.7}]", "[]")));
        isGone(known(IN_ANOTHER_NAMESPACE, "app: gw", withoutPods.replace("name: tls, port: 15443", "port: 443")));
        isGone(eastWith(withoutPods));
    }

    @Test
    void aPortThatOnlyPodsCanTellStaysWhileThereAreNone() {
        isKept(known(
                KNOWN_GATEWAY,
                "istio: ingressgateway",
                service(
                                "gw",
                                "LoadBalancer",
                                "istio: ingressgateway",
                                "{name: tls, port: 15443, targetPort: tls-in}",
                                "")
                        .replace("---", "status: {loadBalancer: {ingress: [{ip: 192.0.2.7}]}}\n---")));
    }

    @Test
    void aGatewayThatSomebodyEndsIsGone() {
        String labels = "istio: ingressgateway";
        String port = "{name: tls, port: 15443}";
        isGone(known(KNOWN_GATEWAY, labels));
        isGone(known(KNOWN_GATEWAY, labels, service("gw", "ClusterIP", labels, port, "")));
        isGone(known(KNOWN_GATEWAY, labels, service("gw", "LoadBalancer", "istio: another", port, "")));
        isGone(known(KNOWN_GATEWAY, labels, service("gw", "LoadBalancer", labels, "{name: https, port: 443}", "")));
    }

    @Test
    void aGatewayThatComesBackIsReachedWhereItIs() {
        Scene.Found found = known(
                        KNOWN_GATEWAY.replace("externalAddress", "lastKnown: true, externalAddress"),
                        "istio: ingressgateway",
                        service(
                                        "gw",
                                        "LoadBalancer",
                                        "istio: ingressgateway",
                                        "{name: tls, port: 15443, targetPort: 8443}",
                                        "")
                                .replace("---", "status: {loadBalancer: {ingress: [{ip: 192.0.2.8}]}}\n---"))
                .discover();

        assertThat(found.istio(MESH).path("ingressGateways")).hasToString("""
                [{"addresses":[{"address":"192.0.2.8","tlsPort":15443}],"externalAddress":"192.0.2.8",\
                "externalTlsPort":15443,"tlsContainerPort":8443,"workloadLabels":{"istio":"ingressgateway"}}]""");
    }

    @Test
    void noGatewayKeepsTheAddressThatAnotherHasNow() {
        String labels = "istio: ingressgateway";
        String found = service("gw", "LoadBalancer", labels, "{name: tls, port: 15443}", "")
                .replace("---", "status: {loadBalancer: {ingress: [{ip: 192.0.2.7}]}}\n---");

        Scene.Found east = known(
                        KNOWN_GATEWAY,
                        labels,
                        found,
                        gatewayPod(labels, PROXY),
                        service("lost", "LoadBalancer", labels, "{name: tls, port: 15443}", ""))
                .discover();

        assertThat(east.istio(MESH).path("ingressGateways")).hasSize(1);
        assertThat(east.finding(DiscoveryFinding.GATEWAY_UNUSABLE).subject().name())
                .isEqualTo("lost");
    }
}
