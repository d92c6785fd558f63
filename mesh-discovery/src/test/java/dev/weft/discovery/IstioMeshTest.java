// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.status.Finding;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Control planes of Istio. */
class IstioMeshTest {

    private static final String MESH = "istiod-istio-system-east";

    @Test
    void writesTheMeshOfAControlPlaneWithNameLabelsAndNamespaceOfTheReference() {
        JsonNode mesh = new Scene().on("east", Objects.ISTIOD).discover().object("Mesh", MESH);

        assertThat(mesh.path("apiVersion").asText()).isEqualTo("discovery.mesh.gloo.solo.io/v1alpha2");
        assertThat(mesh.path("metadata")).hasToString("""
                {"labels":{"cluster.discovery.mesh.gloo.solo.io":"east","owner.discovery.mesh.gloo.solo.io":"gloo-mesh"},\
                "name":"istiod-istio-system-east","namespace":"gloo-mesh"}""");
        assertThat(mesh.path("spec")).hasToString("""
                {"istio":{"citadelInfo":{"citadelServiceAccount":"istiod","trustDomain":"east.local"},\
                "installation":{"cluster":"east","namespace":"istio-system","podLabels":{"istio":"pilot"},"version":"1.24.2"}}}""");
    }

    @Test
    void whatMakesIstioReadAccessOtherwiseIsMentioned() {
        Scene.Found found = new Scene()
                .on("east", Objects.istiod("registry.istio.io/release/pilot:1.31.0", """
                                trustDomain: east.local
                                trustDomainAliases: [west.local]
                                rootNamespace: istio-config"""))
                .discover();

        assertThat(found.findings())
                .extracting(finding -> finding.code().code())
                .contains("TrustDomainAliases", "RootNamespaceElsewhere");
    }

    @Test
    void findsNoMeshInOtherDeployments() {
        Scene.Found found = new Scene()
                .on(
                        "east",
                        Objects.istiod("registry.example.com/test-image:1", ""),
                        Objects.controller("pilot", "app: x"))
                .discover();

        assertThat(found.objects()).isEmpty();
        assertThat(found.findings()).isEmpty();
    }

    @Test
    void knowsARevisionByItsLabelAndReadsItsOwnMeshConfig() {
        String stable = Objects.istiod("registry.istio.io/release/pilot:1.31.0-distroless", "trustDomain: wrong")
                .replace("name: istiod,", "name: istiod-stable,")
                .replace("{app: istiod, istio: pilot}", "{app: istiod, istio.io/rev: stable}");
        Scene.Found found = new Scene()
                .on("east", stable, Objects.meshConfig("istio-stable", "trustDomain: stable.local"))
                .discover();

        JsonNode istio = found.istio("istiod-stable-istio-system-east");
        assertThat(istio.path("installation").path("revision").asText()).isEqualTo("stable");
        assertThat(istio.path("installation").path("version").asText()).isEqualTo("1.31.0-distroless");
        assertThat(istio.path("citadelInfo").path("trustDomain").asText()).isEqualTo("stable.local");
    }

    @Test
    void theRevisionCalledDefaultIsNoRevision() {
        String labelled = Objects.ISTIOD.replace("{app: istiod, istio: pilot}", "{app: istiod, istio.io/rev: default}");

        assertThat(new Scene()
                        .on("east", labelled)
                        .discover()
                        .istio(MESH)
                        .path("installation")
                        .has("revision"))
                .isFalse();
    }

    @Test
    void twoRevisionsOfAClusterAreTwoMeshes() {
        String canary = Objects.ISTIOD.replace("name: istiod,", "name: istiod-canary,");
        Scene.Found found = new Scene()
                .on("east", Objects.ISTIOD, canary, Objects.meshConfig("istio-canary", "trustDomain: canary.local"))
                .discover();

        assertThat(found.names("Mesh")).containsExactly("istiod-canary-istio-system-east", MESH);
        assertThat(found.istio("istiod-canary-istio-system-east")
                        .path("citadelInfo")
                        .path("trustDomain")
                        .asText())
                .isEqualTo("canary.local");
    }

    @Test
    void theFirstContainerWithThePilotImageTellsTheVersion() {
        String several = Objects.ISTIOD.replace(
                "[{name: discovery, image: \"docker.io/istio/pilot:1.24.2\"}]",
                "[{name: proxy, image: docker.io/istio/proxyv2:1.8.1}, {name: a, image: docker.io/istio/pilot:1.8.2}, "
                        + "{name: b, image: docker.io/istio/pilot:9.9.9}]");

        assertThat(new Scene()
                        .on("east", several)
                        .discover()
                        .istio(MESH)
                        .path("installation")
                        .path("version")
                        .asText())
                .isEqualTo("1.8.2");
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io/istio/pilot:1.24.2, 1.24.2",
        "gcr.io/istio-release/pilot:1.20.0, 1.20.0",
        "registry.istio.io/release/pilot:1.31.0-distroless, 1.31.0-distroless",
        "registry.corp:5000/mirror/pilot:1.22.1, 1.22.1",
        "istio-pilot:latest, latest",
        "docker.io/istio/pilot:1.24.2@sha256:0a1b, 1.24.2",
        "registry.redhat.io/openshift-service-mesh/istio-pilot-rhel9@sha256:0a1b, sha256:0a1b",
    })
    void knowsThePilotImageOfEveryRegistry(String image, String version) {
        JsonNode istio = new Scene()
                .on("east", Objects.istiod(image, "trustDomain: east.local"))
                .discover()
                .istio(MESH);

        assertThat(istio.path("installation").path("version").asText()).isEqualTo(version);
    }

    @Test
    void E_5_anImageWithoutTagIsStillAMeshWithAWarning() {
        Scene.Found found = new Scene()
                .on("east", Objects.istiod("registry.corp:5000/istio/pilot", "trustDomain: east.local"))
                .discover();

        assertThat(found.istio(MESH).path("installation").path("version").asText())
                .isEqualTo("unknown");
        assertThat(found.finding(DiscoveryFinding.VERSION_UNKNOWN).subject().name())
                .isEqualTo("istiod");
    }

    @Test
    void G4_aDigestIsKeptAsVersionWithAWarning() {
        Scene.Found found = new Scene()
                .on("east", Objects.istiod("docker.io/istio/pilot@sha256:0a1b", "trustDomain: east.local"))
                .discover();

        assertThat(found.istio(MESH).path("installation").path("version").asText())
                .isEqualTo("sha256:0a1b");
        assertThat(found.codes()).contains("VersionUnknown");
    }

    @Test
    void E_24_anUnsetTrustDomainIsIstiosDefault() {
        JsonNode istio = new Scene()
                .on("east", Objects.istiod("docker.io/istio/pilot:1.24.2", "enableAutoMtls: true"))
                .discover()
                .istio(MESH);

        assertThat(istio.path("citadelInfo").path("trustDomain").asText()).isEqualTo("cluster.local");
    }

    @ParameterizedTest
    @CsvSource({"'\"true\"', true", "'\"false\"', false", "'\"TRUE\"', false"})
    void readsWhetherSidecarsAnswerDns(String value, boolean captured) {
        String config = "defaultConfig:\n  proxyMetadata:\n    ISTIO_META_DNS_CAPTURE: " + value;
        JsonNode istio = new Scene()
                .on("east", Objects.istiod("docker.io/istio/pilot:1.24.2", config))
                .discover()
                .istio(MESH);

        assertThat(istio.path("smartDnsProxyingEnabled").asBoolean(false)).isEqualTo(captured);
    }

    @Test
    void G21_fieldsEnumsAndDurationsWeDoNotKnowDoNotMakeTheMeshVanish() {
        String config = """
                trustDomain: east.local
                outboundTrafficPolicy: {mode: A_MODE_OF_NEXT_YEAR}
                connectTimeout: ten seconds
                somethingNew: [1, {a: b}]
                """;
        Scene.Found found = new Scene()
                .on("east", Objects.istiod("docker.io/istio/pilot:1.24.2", config))
                .discover();

        assertThat(found.istio(MESH).path("citadelInfo").path("trustDomain").asText())
                .isEqualTo("east.local");
        assertThat(found.codes()).containsExactly("GatewayMissing");
    }

    @Test
    void aMalformedMeshConfigIsReportedAndTheMeshStays() {
        Scene.Found found = new Scene()
                .on("east", Objects.istiod("docker.io/istio/pilot:1.24.2", "trustDomain: [unclosed"))
                .discover();

        assertThat(found.istio(MESH).path("citadelInfo").path("trustDomain").asText())
                .isEqualTo("cluster.local");
        Finding finding = found.finding(DiscoveryFinding.MESH_CONFIG_UNREADABLE);
        assertThat(finding.subject()).hasToString("ConfigMap istio-system/istio");
        assertThat(finding.field()).isEqualTo("data.mesh");
        assertThat(finding.cluster()).isEqualTo("east");
    }

    @ParameterizedTest
    @ValueSource(strings = {"just text", "[a, b]", "trustDomain: [a]"})
    void aMeshConfigOfAnotherShapeIsReportedAndTheMeshStays(String config) {
        Scene.Found found = new Scene()
                .on("east", Objects.istiod("docker.io/istio/pilot:1.24.2", config))
                .discover();

        assertThat(found.names("Mesh")).containsExactly(MESH);
        assertThat(found.codes()).contains("MeshConfigUnreadable");
    }

    @Test
    void aMeshConfigOfAliasesUponAliasesIsReported() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", Collections.nCopies(10, "*a" + (i - 1)))));
        }
        Scene.Found found = new Scene()
                .on("east", Objects.istiod("docker.io/istio/pilot:1.24.2", bomb.toString()))
                .discover();

        assertThat(found.names("Mesh")).containsExactly(MESH);
        assertThat(found.codes()).contains("MeshConfigUnreadable");
    }

    @Test
    void aMissingMeshConfigIsReportedAndTheMeshStays() {
        String deployment = Objects.ISTIOD.substring(0, Objects.ISTIOD.indexOf("---"));
        Scene.Found found = new Scene().on("east", deployment).discover();

        assertThat(found.istio(MESH).path("citadelInfo").path("trustDomain").asText())
                .isEqualTo("cluster.local");
        assertThat(found.finding(DiscoveryFinding.MESH_CONFIG_MISSING).subject())
                .hasToString("ConfigMap istio-system/istio");
    }

    @Test
    void E_2_whileTheMeshConfigIsBrokenTheLastKnownIdentityStays() {
        Scene.Found found = new Scene()
                .on("east", Objects.istiod("docker.io/istio/pilot:1.24.2", "a: b: c"))
                .management("""
                        apiVersion: discovery.mesh.gloo.solo.io/v1alpha2
                        kind: Mesh
                        metadata:
                          name: istiod-istio-system-east
                          namespace: gloo-mesh
                          labels: {owner.discovery.mesh.gloo.solo.io: gloo-mesh}
                        spec:
                          istio:
                            installation: {cluster: east, namespace: istio-system, version: 1.20.0}
                            citadelInfo: {trustDomain: shop.example}
                            smartDnsProxyingEnabled: true
                        """)
                .discover();

        JsonNode istio = found.istio(MESH);
        assertThat(istio.path("citadelInfo").path("trustDomain").asText()).isEqualTo("shop.example");
        assertThat(istio.path("smartDnsProxyingEnabled").asBoolean()).isTrue();
        assertThat(istio.path("installation").path("version").asText()).isEqualTo("1.24.2");
    }

    @Test
    void E_21_onlyAnnotationsOfDiscoveryAreInherited() {
        String annotated = Objects.ISTIOD.replace(
                "labels: {app: istiod}}\nspec:",
                "labels: {app: istiod}, annotations: {team: mesh, deployment.kubernetes.io/revision: \"3\", weft.dev/mode: observe}}\nspec:");
        JsonNode mesh = new Scene().on("east", annotated).discover().object("Mesh", MESH);

        assertThat(mesh.path("metadata").path("annotations")).hasToString("{\"weft.dev/mode\":\"observe\"}");
    }

    /** Whoever may create pods elsewhere must not be able to draw the certificates of the mesh there. */
    @Test
    void theNamespaceOfTheCertAgentIsThatOfThePlaneWhereOneIsThere() {
        assertThat(agentNamespace("gloo-mesh", "other")).isEqualTo("gloo-mesh");
        assertThat(agentNamespace("others", "other"))
                .as("else of the first pod")
                .isEqualTo("other");
    }

    /** A pod with the right label in any other namespace is nobody's agent, not even in that of the plane. */
    @Test
    void theNamespaceOfTheCertAgentIsTheOneThatTheRegistrationNames() {
        assertThat(agentOfRegistered("weft-agent", "gloo-mesh", "weft-agent")).isEqualTo("weft-agent");
        assertThat(agentOfRegistered("weft-agent", "gloo-mesh", "other"))
                .as("none is there")
                .isEmpty();
        assertThat(agentOfRegistered("", "gloo-mesh", "other"))
                .as("the registration does not tell")
                .isEqualTo("gloo-mesh");
    }

    private static String agentOfRegistered(String registered, String ofPodB, String ofPodA) {
        return agentNamespace(new Scene().management("""
                        apiVersion: multicluster.solo.io/v1alpha1
                        kind: KubernetesCluster
                        metadata: {name: east, namespace: gloo-mesh, annotations: {weft.dev/agent-namespace: "%s"}}
                        spec: {secretName: east}
                        """.formatted(registered)), ofPodB, ofPodA);
    }

    private static String agentNamespace(String ofPodB, String ofPodA) {
        return agentNamespace(new Scene(), ofPodB, ofPodA);
    }

    private static String agentNamespace(Scene scene, String ofPodB, String ofPodA) {
        String agents = """
                apiVersion: v1
                kind: Pod
                metadata: {name: b, namespace: %s, labels: {app: cert-agent}}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: a, namespace: %s, labels: {app: cert-agent}}
                """.formatted(ofPodB, ofPodA);
        return scene.on("east", Objects.ISTIOD, agents)
                .discover()
                .spec("Mesh", MESH)
                .at("/agentInfo/agentNamespace")
                .asText();
    }
}
