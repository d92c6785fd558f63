// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services of a mesh. */
class TrafficTargetTest {

    private static final String TARGET = "reviews-shop-east";

    private static Scene eastWith(String... more) {
        return new Scene().on("east", Objects.ISTIOD).on("east", more);
    }

    private static Scene reviews(String... more) {
        return eastWith(
                        Objects.injected("reviews-v1", "app: reviews, version: v1, pod-template-hash: a"),
                        Objects.injected("reviews-v2", "app: reviews, version: v2, pod-template-hash: b"),
                        Objects.service("reviews", "app: reviews"))
                .on("east", more);
    }

    private static String slice(String name, String family, String ports, String endpoints) {
        return """
                apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: %s, namespace: shop, labels: {kubernetes.io/service-name: reviews}}
                addressType: %s
                ports: %s
                endpoints: %s
                ---
                """.formatted(name, family, ports, endpoints);
    }

    private static String endpoint(String ip, String pod) {
        return "{addresses: ['%s'], targetRef: {kind: Pod, name: %s, namespace: shop}}".formatted(ip, pod);
    }

    private static final String HTTP = "[{name: http, port: 8080, protocol: TCP}]";

    @Test
    void describesTheServiceAndItsSubsets() {
        JsonNode target = reviews().discover().object("TrafficTarget", TARGET);

        assertThat(target.path("metadata")).hasToString("""
                {"labels":{"cluster.discovery.mesh.gloo.solo.io":"east","owner.discovery.mesh.gloo.solo.io":"gloo-mesh"},\
                "name":"reviews-shop-east","namespace":"gloo-mesh"}""");
        assertThat(target.path("spec")).hasToString("""
                {"kubeService":{"labels":{"app":"reviews"},"ports":[{"name":"http","port":80,"protocol":"TCP"}],\
                "ref":{"clusterName":"east","name":"reviews","namespace":"shop"},\
                "subsets":{"version":{"values":["v1","v2"]}},"workloadSelectorLabels":{"app":"reviews"}},\
                "mesh":{"name":"istiod-istio-system-east","namespace":"gloo-mesh"}}""");
    }

    private static JsonNode annotations(String service) {
        return eastWith(Objects.injected("reviews", "app: reviews"), service)
                .discover()
                .object("TrafficTarget", TARGET)
                .at("/metadata/annotations");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clusterIP: 10.96.0.7; clusterIPs: [10.96.0.7, 'fd00::7'] | 10.96.0.7,fd00::7",
                "clusterIP: 10.96.0.7 | 10.96.0.7",
                "clusterIP: None; clusterIPs: [None] | ''",
                "clusterIP: '' | ''"
            })
    void tellsTheAddressesOfTheServiceUnlessItIsHeadless(String addresses, String told) {
        String service = Objects.service("reviews", "app: reviews")
                .replace("ports: [", addresses.replace("; ", "\n  ") + "\n  ports: [");

        assertThat(annotations(service).path("weft.dev/cluster-ips").asText()).isEqualTo(told);
    }

    @Test
    void aServiceCannotClaimAnAddress() {
        String service = Objects.service("reviews", "app: reviews")
                .replace("metadata: {", "metadata: {annotations: {weft.dev/cluster-ips: 10.1.1.1}, ")
                .replace("ports: [", "clusterIP: None\n  ports: [");

        assertThat(annotations(service).has("weft.dev/cluster-ips")).isFalse();
    }

    @Test
    void anExternalNameHasNoAddress() {
        String service = Objects.service("reviews", "app: reviews")
                .replace("metadata: {", "metadata: {annotations: {discovery.mesh.gloo.solo.io/enabled: 'true'}, ")
                .replace("type: ClusterIP", "type: ExternalName\n  externalName: e.example\n  clusterIP: 10.96.0.7");

        assertThat(annotations(service).has("weft.dev/cluster-ips")).isFalse();
    }

    @Test
    void portsKeepTheirOrderAndSayWhatTheyCarry() {
        String service = Objects.service("reviews", "app: reviews")
                .replace(
                        "ports: [{name: http, port: 80, targetPort: 8080, protocol: TCP}]",
                        "ports: [{name: z, port: 1234, protocol: TCP, targetPort: http, appProtocol: HTTP}, {port: 5, protocol: UDP}]");

        assertThat(eastWith(Objects.injected("reviews", "app: reviews"), service)
                        .discover()
                        .service(TARGET)
                        .path("ports"))
                .hasToString("""
                        [{"appProtocol":"HTTP","name":"z","port":1234,"protocol":"TCP"},{"port":5,"protocol":"UDP"}]""");
    }

    @Test
    void endpointsComeFromSlicesInNumericOrderWithPortsInTheOrderOfTheService() {
        String service =
                Objects.service("reviews", "app: reviews").replace("ports: [", "ports: [{name: admin, port: 9}, ");
        JsonNode subsets = eastWith(
                        Objects.injected("reviews-v1", "app: reviews, version: v1"),
                        Objects.injected("reviews-v2", "app: reviews, version: v2"),
                        service,
                        slice(
                                "b",
                                "IPv4",
                                "[{name: http, port: 8080}, {name: admin, port: 9000}]",
                                "[" + endpoint("10.0.0.10", "reviews-v2-7d9f-abcde") + "]"),
                        slice(
                                "a",
                                "IPv4",
                                "[{name: admin, port: 9000}, {name: http, port: 8080}]",
                                "[" + endpoint("10.0.0.9", "reviews-v1-7d9f-abcde") + "]"))
                .discover()
                .service(TARGET)
                .path("endpointSubsets");

        assertThat(subsets).hasToString("""
                [{"endpoints":[{"ipAddress":"10.0.0.9","labels":{"app":"reviews","version":"v1"}},\
                {"ipAddress":"10.0.0.10","labels":{"app":"reviews","version":"v2"}}],\
                "ports":[{"name":"admin","port":9000},{"name":"http","port":8080}]}]""");
    }

    @Test
    void onlyReadyEndpointsOfTheFirstFamilyCountAndEachOnce() {
        Scene scene = reviews(
                slice(
                        "a",
                        "IPv4",
                        HTTP,
                        "[" + endpoint("10.0.0.1", "reviews-v1-7d9f-abcde") + ", "
                                + endpoint("10.0.0.2", "reviews-v1-7d9f-abcde")
                                        .replace("{addresses", "{conditions: {ready: false}, addresses")
                                + "]"),
                slice("b", "IPv4", HTTP, "[" + endpoint("10.0.0.1", "reviews-v1-7d9f-abcde") + "]"),
                slice("c", "IPv6", HTTP, "[" + endpoint("2001:db8::1", "reviews-v1-7d9f-abcde") + "]"));

        assertThat(scene.discover().service(TARGET).findValuesAsText("ipAddress"))
                .containsExactly("10.0.0.1");
    }

    @Test
    void slicesWithNullListsAreEmpty() {
        assertThat(reviews(slice("a", "IPv4", "null", "null"))
                        .discover()
                        .service(TARGET)
                        .has("endpointSubsets"))
                .isFalse();
    }

    private static String endpoints(String subsets) {
        return """
                apiVersion: v1
                kind: Endpoints
                metadata: {name: reviews, namespace: shop}
                subsets: %s
                ---
                """.formatted(subsets);
    }

    private static String address(String ip, String pod) {
        return "{ip: %s, targetRef: {kind: Pod, name: %s, namespace: shop}}".formatted(ip, pod);
    }

    @Test
    void endpointsObjectsCountWhereThereIsNoSlice() {
        String subsets = "[{addresses: [" + address("10.0.0.10", "reviews-v2-7d9f-abcde") + ", "
                + address("10.0.0.9", "reviews-v1-7d9f-abcde") + ", {ip: 10.0.0.8}], notReadyAddresses: ["
                + address("10.0.0.7", "reviews-v1-7d9f-abcde") + "], ports: " + HTTP + "}]";

        assertThat(reviews(endpoints(subsets)).discover().service(TARGET).findValuesAsText("ipAddress"))
                .containsExactly("10.0.0.9", "10.0.0.10");
        assertThat(reviews(
                                endpoints(subsets),
                                slice("a", "IPv4", HTTP, "[" + endpoint("10.0.0.1", "reviews-v1-7d9f-abcde") + "]"))
                        .discover()
                        .service(TARGET)
                        .findValuesAsText("ipAddress"))
                .containsExactly("10.0.0.1");
    }

    @Test
    void E_7_anEndpointBelongsToTheWorkloadThatOwnsItsPod() {
        JsonNode service = eastWith(
                        Objects.injected("reviews", "app: reviews, version: base"),
                        Objects.injected("reviews-v1", "app: reviews, version: v1"),
                        Objects.service("reviews", "app: reviews"),
                        endpoints("[{addresses: [" + address("10.0.0.1", "reviews-v1-7d9f-abcde") + ", "
                                + address("10.0.0.2", "reviews-7d9f-abcde") + ", "
                                + address("10.0.0.3", "reviews-v1-not-read-yet") + "]}]"))
                .discover()
                .service(TARGET);

        assertThat(service.path("endpointSubsets").findValuesAsText("version")).containsExactly("v1", "base", "v1");
    }

    @Test
    void endpointsOfPodsOutsideTheMeshAreLeftOut() {
        Scene scene = reviews(
                Objects.controller("reviews-v1-old", "app: reviews"),
                Objects.replicaSet("reviews-v1-old"),
                Objects.pod(
                        "reviews-v1-old-1",
                        "app: reviews",
                        "ReplicaSet/reviews-v1-old-7d9f",
                        "containers: [{name: app, image: a:1}]"),
                slice("a", "IPv4", HTTP, "[" + endpoint("10.0.0.1", "reviews-v1-old-1") + "]"));

        assertThat(scene.discover().service(TARGET).has("endpointSubsets")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'', has no selector",
        "'app: other', no workload with a sidecar",
        "'app: reviews, statefulset.kubernetes.io/pod-name: reviews-0', single pod",
    })
    void aServiceWithoutWorkloadsIsNoTargetAndSaysWhy(String selector, String why) {
        Scene.Found found = eastWith(Objects.injected("reviews", "app: reviews"), Objects.service("x", selector))
                .discover();

        assertThat(found.names("TrafficTarget")).isEmpty();
        assertThat(found.finding(DiscoveryFinding.SERVICE_OUTSIDE_MESH).message())
                .contains(why);
    }

    @Test
    void theServiceOfTheControlPlaneIsNotReported() {
        Scene.Found found = eastWith(
                        Objects.injected("gateway", "app: gateway")
                                .replace("namespace: shop", "namespace: istio-system"),
                        Objects.service("istiod", "app: istiod").replace("namespace: shop", "namespace: istio-system"))
                .discover();

        assertThat(found.codes()).doesNotContain("ServiceOutsideMesh");
    }

    @Test
    void namespacesWithoutAnyWorkloadOfAMeshAreNotReported() {
        assertThat(eastWith(Objects.service("x", "app: x")).discover().codes()).containsExactly("GatewayMissing");
    }

    private static String annotated(String name, String selector, String value) {
        return Objects.service(name, selector)
                .replace(
                        "labels: {app: " + name + "}",
                        "labels: {app: " + name + "}, annotations: {discovery.mesh.gloo.solo.io/enabled: \"" + value
                                + "\", team: d}");
    }

    @Test
    void anAnnotatedServiceIsATargetWithoutWorkloads() {
        JsonNode target =
                eastWith(annotated("external", "", "true")).discover().object("TrafficTarget", "external-shop-east");

        assertThat(target.path("spec").path("mesh").path("name").asText()).isEqualTo("istiod-istio-system-east");
        assertThat(target.path("metadata").path("annotations"))
                .hasToString("{\"discovery.mesh.gloo.solo.io/enabled\":\"true\"}");
    }

    @Test
    void anAnnotatedServiceKeepsSubsetsAndEndpointsOfItsWorkloads() {
        JsonNode service = eastWith(
                        Objects.injected("reviews-v1", "app: reviews, version: v1"),
                        Objects.injected("reviews-v2", "app: reviews, version: v2"),
                        annotated("reviews", "app: reviews", "true"),
                        slice("a", "IPv4", HTTP, "[" + endpoint("10.0.0.1", "reviews-v1-7d9f-abcde") + "]"))
                .discover()
                .service(TARGET);

        assertThat(service.has("subsets")).isTrue();
        assertThat(service.has("endpointSubsets")).isTrue();
    }

    @Test
    void anyOtherValueOfTheAnnotationMeansNothing() {
        Scene.Found found = eastWith(
                        Objects.injected("reviews", "app: reviews"),
                        annotated("reviews", "app: reviews", "false"),
                        annotated("external", "", "false"))
                .discover();

        assertThat(found.names("TrafficTarget")).containsExactly(TARGET);
    }

    @Test
    void anAnnotatedServiceWithoutAMeshIsReported() {
        Scene.Found found = new Scene()
                .on("west", annotated("lonely", "app: lonely", "true"))
                .discover();

        assertThat(found.objects()).isEmpty();
        assertThat(found.finding(DiscoveryFinding.ANNOTATED_SERVICE_WITHOUT_MESH)
                        .cluster())
                .isEqualTo("west");
    }

    @Test
    void E_6_anAnnotatedServiceBelongsToTheFirstMeshByKey() {
        String second = Objects.ISTIOD.replace("name: istiod,", "name: istiod-z,");
        Scene.Found found = eastWith(second, Objects.meshConfig("istio-z", "{}"), annotated("external", "", "true"))
                .discover();

        assertThat(found.spec("TrafficTarget", "external-shop-east")
                        .path("mesh")
                        .path("name")
                        .asText())
                .isEqualTo("istiod-istio-system-east");
    }

    @Test
    void anExternalNameIsNoTargetWhateverItsSelector() {
        String external = Objects.service("extern", "app: reviews").replace("type: ClusterIP", "type: ExternalName");
        assertThat(reviews(external).discover().names("TrafficTarget")).containsExactly(TARGET);
    }
}
