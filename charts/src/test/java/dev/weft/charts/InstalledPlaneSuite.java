// SPDX-License-Identifier: Apache-2.0

package dev.weft.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import dev.weft.meshctl.plane.PlaneServer;
import dev.weft.testkit.Checkout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Charts that Helm has installed: the programs work there, each under its account, with the rights of its roles and no others. The same tests
 * run on kube-sandbox and on real API servers.
 */
@Timeout(120)
public abstract class InstalledPlaneSuite {

    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String NETWORKING =
            "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/" + InstalledPlane.INSTALL + "/";
    private static final String SETTINGS =
            "/apis/settings.mesh.gloo.solo.io/v1alpha2/namespaces/" + InstalledPlane.INSTALL + "/settings/settings";

    private PlaneServer management;
    private PlaneServer cluster;
    private InstalledPlane plane;

    /**
     * A server for one test; returns the kubeconfig of its administrator.
     *
     * @param objects folder of what it holds, if anything
     */
    protected abstract String start(String name, Optional<Path> objects) throws Exception;

    /** Ends the servers of a test; nothing happens for those that did not start. */
    protected abstract void stopServers();

    /** Looks whether anything was forbidden to anybody, where the server can tell. */
    protected void checkRefusals() {}

    @BeforeEach
    final void startServers() throws Exception {
        management = new PlaneServer("mgmt", start("mgmt", Optional.empty()));
        cluster = new PlaneServer(
                "cluster-1",
                start("cluster-1", Optional.of(Checkout.root().resolve("docs/demo/bookinfo/clusters/cluster-1"))));
        plane = new InstalledPlane(management, cluster);
    }

    @AfterEach
    final void stop() {
        if (plane != null) {
            plane.close();
            cluster.close();
            management.close();
        }
        stopServers();
    }

    @Test
    void thePlaneAndAnAgentWorkWithTheRightsOfTheirRolesAndNoOthers(@TempDir Path folder) throws Exception {
        plane.install(management, "weft-crds", InstalledPlane.INSTALL);
        plane.install(management, "weft", InstalledPlane.INSTALL);
        plane.install(cluster, "agent-crds", InstalledPlane.AGENT);
        plane.install(cluster, "cert-agent", InstalledPlane.AGENT);
        restrict(management, InstalledPlane.INSTALL);
        restrict(cluster, InstalledPlane.AGENT);
        plane.register();
        for (String name : List.of("discovery", "networking")) {
            management.pod(InstalledPlane.INSTALL, management.get(InstalledPlane.deployment(name)));
        }
        plane.startOperators();
        plane.startAgent(folder);

        management.apply(NETWORKING + "trafficpolicies", """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: TrafficPolicy, metadata: {name: ratings},
                 spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: ratings, namespace: bookinfo, clusterName: cluster-1}]}}],
                        requestTimeout: 3s}}""");
        management.apply(NETWORKING + "virtualmeshes", """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: VirtualMesh, metadata: {name: vm},
                 spec: {meshes: [{name: istiod-istio-system-cluster-1, namespace: gloo-mesh}],
                        mtlsConfig: {shared: {rootCertificateAuthority: {generated: {}}}}}}""");

        PlaneServer.await(
                "the policy is written",
                () -> cluster.has("/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/ratings"));
        PlaneServer.await(
                "the authority of the mesh is stored",
                () -> cluster.has("/api/v1/namespaces/istio-system/secrets/cacerts"));
        PlaneServer.await(
                "the Settings are accepted",
                () -> management.get(SETTINGS).at("/status/state").asText().equals("ACCEPTED"));
        PlaneServer.await(
                "the cluster is as it should be", () -> plane.isTrue("Permitted") && plane.isTrue("Programmed"));
        checkRefusals();
    }

    /** Before it has written any of it. */
    private void withoutTheKindsHelmRefuses() {
        assertThatThrownBy(() -> plane.install(management, "weft", InstalledPlane.INSTALL))
                .hasMessageContaining("unable to build kubernetes objects from release manifest");
        assertThat(management.has(InstalledPlane.deployment("discovery"))).isFalse();
    }

    /** From now on a real server refuses pods that are not as the level asks. */
    private static void restrict(PlaneServer server, String namespace) {
        server.mergePatch(
                "/api/v1/namespaces/" + namespace,
                "{metadata: {labels: {pod-security.kubernetes.io/enforce: restricted}}}");
    }

    @Test
    void anUpgradeReachesTheKindsAndUninstallingLeavesThemWithWhatIsOfThem() throws Exception {
        withoutTheKindsHelmRefuses();
        plane.install(management, "weft-crds", InstalledPlane.INSTALL);
        plane.install(management, "weft", InstalledPlane.INSTALL);
        String path = DEFINITIONS + "/trafficpolicies.networking.mesh.gloo.solo.io";
        JsonNode schema = management.get(path).at("/spec/versions");
        String other = """
                {spec: {versions: [{name: v1alpha2, served: true, storage: true, subresources: {status: {}},
                                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}}""";
        management.mergePatch(path, other);

        plane.upgrade(management, "weft-crds", InstalledPlane.INSTALL, "global: {}");
        plane.upgrade(
                management, "weft", InstalledPlane.INSTALL, "{discovery: {replicas: 2}, settings: {policyScope: Any}}");

        assertThat(management.get(path).at("/spec/versions")).isEqualTo(schema);
        assertThat(management
                        .get(InstalledPlane.deployment("discovery"))
                        .at("/spec/replicas")
                        .asInt())
                .isEqualTo(2);
        assertThat(management.get(SETTINGS).at("/spec/policyScope").asText()).isEqualTo("Any");

        for (String chart : List.of("weft", "weft-crds")) {
            Helm.uninstall(chart)
                    .withNamespace(InstalledPlane.INSTALL)
                    .withKubeConfigContents(management.kubeconfig())
                    .call();
        }

        assertThat(management.has(InstalledPlane.deployment("discovery"))).isFalse();
        assertThat(management.has(SETTINGS)).isFalse();
        assertThat(management.get(DEFINITIONS).path("items")).hasSize(9);
        plane.install(management, "weft-crds", InstalledPlane.INSTALL);
        plane.install(management, "weft", InstalledPlane.INSTALL);
        assertThat(management.get(SETTINGS).at("/spec/policyScope").asText()).isEqualTo("OwnNamespace");
    }
}
