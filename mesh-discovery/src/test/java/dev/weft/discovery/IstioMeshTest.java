// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

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
}
