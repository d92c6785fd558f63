// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.testkit.Discovered;
import dev.weft.testkit.Outcome;
import dev.weft.testkit.Situation;
import dev.weft.testkit.Written;
import org.junit.jupiter.api.Test;

/** A VirtualMesh with a common root: what the agents are told, and what stays when they cannot be told. */
class TrustTest {

    private static final String NETWORKING = "networking.mesh.gloo.solo.io/v1alpha2";
    private static final String MESH = "istiod-istio-system-east";
    private static final String CERTIFICATE = "IssuedCertificate";
    private static final String DIRECTIVE = "PodBounceDirective";

    private static final String STANDING = """
            apiVersion: certificates.mesh.gloo.solo.io/v1alpha2
            kind: %s
            metadata:
              name: istiod-istio-system-east
              namespace: gloo-mesh
              labels: {owner.networking.mesh.gloo.solo.io: gloo-mesh, cluster.multicluster.solo.io: east}
              annotations:
                parents.networking.mesh.gloo.solo.io: '{"networking.mesh.gloo.solo.io/v1alpha2, Kind=VirtualMesh":[{"name":"vm","namespace":"gloo-mesh"}]}'
            spec: {}
            """;

    private static String virtualMesh(String trust) {
        return virtualMesh(MESH, trust);
    }

    private static String virtualMesh(String mesh, String trust) {
        return Written.object(NETWORKING, "VirtualMesh", "gloo-mesh/vm", """
                meshes:
                - {name: %s, namespace: gloo-mesh}
                %s
                """.formatted(mesh, trust));
    }

    private static Situation east(String mesh) {
        return InProcess.situation().mgmt(Written.settings("{}"), mesh).cluster("east");
    }

    private static Situation east() {
        return east(Discovered.mesh("east"));
    }

    private static Situation standing(String mesh) {
        return east(mesh).cluster("east", STANDING.formatted(CERTIFICATE), STANDING.formatted(DIRECTIVE));
    }

    private static String withoutAgent() {
        return Discovered.mesh("east").replaceFirst(" +agentInfo:\\n +agentNamespace: gloo-mesh\\n", "");
    }

    @Test
    void C19_aMeshThatIsNotIstioGetsNoCertificate() {
        Outcome outcome = east(Discovered.mesh("east")
                        .replaceFirst("istio:", "osm:")
                        .replaceFirst(" +citadelInfo:\\n.*\\n.*\\n", ""))
                .mgmt(virtualMesh("mtlsConfig: {shared: {}}"))
                .render();
        assertThat(outcome.objects("east")).isEmpty();
        assertThat(outcome.findings("MeshNotServed")).hasSize(1);
    }

    @Test
    void C20_theAuthorityIsTheIstiodThatTheMeshTells() {
        JsonNode spec = east(Discovered.mesh("east")
                        .replace("east.local", "cluster.not-local")
                        .replace("citadelServiceAccount: istiod", "citadelServiceAccount: istiod-not-standard")
                        .replace("namespace: istio-system", "namespace: istio-system-2"))
                .mgmt(virtualMesh("mtlsConfig: {shared: {rootCertificateAuthority: {generated: {orgName: my-org}}}}"))
                .render()
                .output("east", CERTIFICATE, "gloo-mesh", MESH)
                .path("spec");
        assertThat(spec.path("hosts")).hasSize(1);
        assertThat(spec.at("/hosts/0").asText())
                .isEqualTo("spiffe://cluster.not-local/ns/istio-system-2/sa/istiod-not-standard");
        assertThat(spec.at("/signingCertificateSecret/name").asText()).isEqualTo("vm.gloo-mesh");
        assertThat(spec.at("/issuedCertificateSecret/namespace").asText()).isEqualTo("istio-system-2");
        assertThat(spec.has("podBounceDirective")).isFalse();
    }

    @Test
    void C31_aKeyOfTooFewBitsIsAnErrorOfTheVirtualMesh() {
        Outcome outcome = east().mgmt(virtualMesh(
                        "mtlsConfig: {shared: {rootCertificateAuthority: {generated: {rsaKeySizeBytes: 1024}}}}"))
                .render();
        assertThat(outcome.findings("InvalidField"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.field())
                        .isEqualTo("spec.mtlsConfig.shared.rootCertificateAuthority.generated.rsaKeySizeBytes"));
        assertThat(outcome.objects("east")).isEmpty();
    }

    @Test
    void BUG_36_aTypingErrorDeletesNothingThatMeshesTrust() {
        Outcome outcome = standing(Discovered.mesh("east"))
                .mgmt(virtualMesh(
                        "mtlsConfig: {shared: {rootCertificateAuthority: {generated: {rsaKeySizeBytes: 512}}}}"))
                .render();
        assertThat(outcome.deletes()).isEmpty();
    }

    @Test
    void BUG_36_anAgentThatIsAwayForAMomentDeletesNothing() {
        Outcome outcome = standing(withoutAgent())
                .mgmt(virtualMesh("mtlsConfig: {shared: {}, autoRestartPods: true}"))
                .render();
        assertThat(outcome.deletes()).isEmpty();
        assertThat(outcome.objects("east")).isEmpty();
        assertThat(outcome.findings("AgentMissing"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("east", "is kept"));
    }

    @Test
    void whatStandsGoesWhenTheVirtualMeshGoesOrDoesNotAskForItAnyMore() {
        assertThat(standing(Discovered.mesh("east")).render().deletes()).hasSize(2);
        assertThat(standing(Discovered.mesh("east"))
                        .mgmt(virtualMesh(""))
                        .render()
                        .deletes())
                .hasSize(2);
    }

    @Test
    void podsThatAreNotToBeRestartedHaveNoDirective() {
        Outcome outcome = standing(Discovered.mesh("east"))
                .mgmt(virtualMesh("mtlsConfig: {shared: {}}"))
                .render();
        assertThat(outcome.findOutput("east", CERTIFICATE, "gloo-mesh", MESH)).isPresent();
        assertThat(outcome.deletes()).containsExactly("east PodBounceDirective.gloo-mesh.istiod-istio-system-east");
    }

    @Test
    void G3_aGatewayThatIsAWorkloadTooIsRestartedOnce() {
        JsonNode selectors = east(Discovered.mesh("east") + """
                    ingressGateways:
                    - workloadLabels: {istio: ingressgateway}
                """)
                .mgmt(
                        Discovered.workload(
                                "istio-ingressgateway",
                                "istio-system",
                                "east",
                                "istio-ingressgateway",
                                "app=istio-ingressgateway",
                                "istio=ingressgateway"),
                        virtualMesh("mtlsConfig: {shared: {}, autoRestartPods: true}"))
                .render()
                .output("east", DIRECTIVE, "gloo-mesh", MESH)
                .at("/spec/podsToBounce");
        assertThat(selectors).hasSize(2);
        assertThat(selectors.at("/1/labels").toString()).isEqualTo("{\"istio\":\"ingressgateway\"}");
    }

    @Test
    void BUG_36_aVirtualMeshThatIsNotInEffectDoesNotLoseItsAuthorityToAnotherOne() {
        String second = Discovered.mesh("east").replace("istiod-istio-system-east", "another-istio-system-east");
        String younger = virtualMesh("another-istio-system-east", "mtlsConfig: {shared: {}}")
                .replace("name: vm", "name: younger")
                .replace("generation: 1", "generation: 1\n  creationTimestamp: \"2026-01-01T00:00:00Z\"");
        Outcome outcome = standing(Discovered.mesh("east"))
                .mgmt(
                        second,
                        younger,
                        virtualMesh(
                                "mtlsConfig: {shared: {rootCertificateAuthority: {generated: {rsaKeySizeBytes: 512}}}}"))
                .render();
        assertThat(outcome.objects("east")).isEmpty();
        assertThat(outcome.deletes()).isEmpty();
        assertThat(outcome.findings("AuthorityTaken"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("VirtualMesh gloo-mesh/vm"));
    }

    @Test
    void aTrustDomainThatIsNoneGetsNoCertificate() {
        Outcome outcome = east(Discovered.mesh("east").replace("east.local", "'East/../x'"))
                .mgmt(virtualMesh("mtlsConfig: {shared: {}}"))
                .render();
        assertThat(outcome.objects("east")).isEmpty();
        assertThat(outcome.findings("IdentityInvalid")).hasSize(1);
    }
}
