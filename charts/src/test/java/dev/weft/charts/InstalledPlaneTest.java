// SPDX-License-Identifier: Apache-2.0

package dev.weft.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Charts that Helm has installed on kube-sandboxes: the programs work there, each under its account, with the rights of its roles and no others. */
@Timeout(120)
class InstalledPlaneTest {

    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String SETTINGS =
            "/apis/settings.mesh.gloo.solo.io/v1alpha2/namespaces/" + InstalledPlane.INSTALL + "/settings/settings";

    private InstalledPlane plane;

    @BeforeEach
    void start() throws Exception {
        plane = new InstalledPlane();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    /** Or Helm refuses, before it has written any of it. */
    @Test
    void theKindsComeFirst() {
        assertThatThrownBy(() -> plane.install(plane.management, "weft", InstalledPlane.INSTALL))
                .hasMessageContaining("unable to build kubernetes objects from release manifest");

        assertThat(plane.has(plane.management, plane.deployment("discovery"))).isFalse();
    }

    @Test
    void thePlaneAndAnAgentWorkWithTheRightsOfTheirRolesAndNoOthers(@TempDir Path folder) throws Exception {
        plane.install(plane.management, "weft-crds", InstalledPlane.INSTALL);
        plane.install(plane.management, "weft", InstalledPlane.INSTALL);
        plane.install(plane.cluster, "agent-crds", InstalledPlane.AGENT);
        plane.install(plane.cluster, "cert-agent", InstalledPlane.AGENT);
        plane.register();
        plane.startOperators();
        plane.startAgent(folder);

        plane.apply("networking.mesh.gloo.solo.io/v1alpha2", "trafficpolicies", "gloo-mesh", """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: TrafficPolicy, metadata: {name: ratings},
                 spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: ratings, namespace: bookinfo, clusterName: cluster-1}]}}],
                        requestTimeout: 3s}}""");
        plane.apply("networking.mesh.gloo.solo.io/v1alpha2", "virtualmeshes", "gloo-mesh", """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: VirtualMesh, metadata: {name: vm},
                 spec: {meshes: [{name: istiod-istio-system-cluster-1, namespace: gloo-mesh}],
                        mtlsConfig: {shared: {rootCertificateAuthority: {generated: {}}}}}}""");

        plane.await(
                "the policy is written",
                () -> plane.has(
                        plane.cluster, "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/ratings"));
        plane.await(
                "the authority of the mesh is stored",
                () -> plane.has(plane.cluster, "/api/v1/namespaces/istio-system/secrets/cacerts"));
        plane.await(
                "the Settings are accepted",
                () -> plane.get(plane.management, SETTINGS)
                        .at("/status/state")
                        .asText()
                        .equals("ACCEPTED"));
        plane.await("the cluster is as it should be", () -> plane.isTrue("Permitted") && plane.isTrue("Programmed"));
        assertThat(plane.refusals()).isEmpty();
        assertThat(plane.callers())
                .as("those that the charts have made accounts for")
                .contains(
                        "mgmt system:serviceaccount:gloo-mesh:mesh-discovery",
                        "mgmt system:serviceaccount:gloo-mesh:mesh-networking",
                        "cluster-1 system:serviceaccount:weft-agent:cert-agent");
    }

    @Test
    void anUpgradeReachesTheKindsAndUninstallingLeavesThemWithWhatIsOfThem() {
        plane.install(plane.management, "weft-crds", InstalledPlane.INSTALL);
        plane.install(plane.management, "weft", InstalledPlane.INSTALL);
        String path = DEFINITIONS + "/trafficpolicies.networking.mesh.gloo.solo.io";
        JsonNode schema = plane.get(plane.management, path).at("/spec/versions");
        JsonNode other = Charts.yaml("""
                {spec: {versions: [{name: v1alpha2, served: true, storage: true, subresources: {status: {}},
                                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}}""");
        plane.mergePatch(plane.management, path, other);

        plane.upgrade(plane.management, "weft-crds", InstalledPlane.INSTALL, "global: {}");
        plane.upgrade(
                plane.management,
                "weft",
                InstalledPlane.INSTALL,
                "{discovery: {replicas: 2}, settings: {policyScope: Any}}");

        assertThat(plane.get(plane.management, path).at("/spec/versions")).isEqualTo(schema);
        assertThat(plane.get(plane.management, plane.deployment("discovery"))
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(2);
        assertThat(plane.get(plane.management, SETTINGS).at("/spec/policyScope").asText())
                .isEqualTo("Any");

        for (String chart : List.of("weft", "weft-crds")) {
            Helm.uninstall(chart)
                    .withNamespace(InstalledPlane.INSTALL)
                    .withKubeConfigContents(plane.management.kubeconfig())
                    .call();
        }

        assertThat(plane.has(plane.management, plane.deployment("discovery"))).isFalse();
        assertThat(plane.has(plane.management, SETTINGS)).isFalse();
        assertThat(plane.get(plane.management, DEFINITIONS).path("items")).hasSize(9);
    }
}
