// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plane and agents, each with its own rights, let in the trust domains of the other mesh and take that back. */
@Timeout(180)
class TrustDomainsPlaneTest {

    private static final String VIRTUAL_MESHES =
            "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/virtualmeshes";
    private static final String CONFIG = "/api/v1/namespaces/istio-system/configmaps/istio";

    private final Map<String, LiveAgent> agents = new TreeMap<>();
    private LivePlane plane;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        plane = new LivePlane();
        for (String name : List.of("cluster-1", "cluster-2")) {
            Sandbox cluster = plane.cluster(name, Bookinfo.objects(name));
            plane.registerByMeshctl(name, Registering.agent("weft/cert-agent:test"));
            agents.put(name, new LiveAgent(cluster, folder));
        }
        plane.startDiscovery();
        plane.startNetworking();
        for (LiveAgent agent : agents.values()) {
            agent.start();
        }
    }

    @AfterEach
    void stop() {
        agents.values().forEach(LiveAgent::close);
        plane.close();
    }

    private void virtualMesh(String options) {
        plane.apply(VIRTUAL_MESHES, """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: VirtualMesh, metadata: {name: vm, namespace: gloo-mesh},
                 spec: {meshes: [{name: istiod-istio-system-cluster-1, namespace: gloo-mesh},
                                 {name: istiod-1-27-istio-system-cluster-2, namespace: gloo-mesh}],
                        mtlsConfig: {%sshared: {}}}}""".formatted(options));
    }

    private String mesh() {
        return get(plane.clusters.get("cluster-1"), CONFIG).at("/data/mesh").asText();
    }

    @Test
    void theEntryComesWhenItIsAskedForAndGoesWhenItIsNot() {
        String before = mesh();
        virtualMesh("");
        await(
                "certificates",
                () -> get(plane.clusters.get("cluster-1"), "/api/v1/namespaces/istio-system/secrets/cacerts")
                        .has("data"));
        assertThat(mesh()).isEqualTo(before);

        virtualMesh("letInTrustDomains: true, ");
        await("the entry", () -> mesh().contains("- \"cluster-2.example\""));
        assertThat(mesh()).contains("# weft: begin").contains("-----BEGIN CERTIFICATE-----");

        virtualMesh("");
        await("that it is gone", () -> mesh().equals(before));
    }
}
