// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.istio.Pod;
import dev.weft.e2e.istio.Workload;
import dev.weft.e2e.servers.IstioTools;
import dev.weft.e2e.servers.SandboxServers;
import dev.weft.testkit.Checkout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The real istiod takes kube-sandbox for a Kubernetes API server, and the plane finds and configures what runs there. Only the webhook
 * is never called: kube-sandbox calls none.
 */
@Tag("e2e")
class IstioOnSandboxTest {

    private static MeshLab lab;

    @BeforeAll
    static void start() throws Exception {
        lab = MeshLab.start(
                SandboxServers.start(List.of("sandbox")),
                IstioTools.of(Checkout.root()),
                Map.of("sandbox", List.of(Pod.client("client"), Pod.server("reviews", "v1"))),
                Path.of("target/e2e/IstioOnSandboxTest"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void aServerSeesTheIdentityOfItsClient() throws Exception {
        Workload client = lab.cluster("sandbox").workload("client");
        MeshWorld.awaitStatus(client.call("reviews", "/"), 200);
        assertThat(Seen.in(client.call("reviews", "/").send()).caller())
                .isEqualTo("spiffe://cluster.local/ns/bookinfo/sa/client");
    }

    @Test
    void aRegisteredSandboxIsDiscoveredAndAPolicyIsSeenByRequests() throws Exception {
        LabCluster cluster = lab.cluster("sandbox");
        Plane plane = Plane.start(lab, cluster);
        plane.register(cluster);
        RegistrationScenarioTest.awaitNames(plane, "meshes", "istiod-istio-system-sandbox");
        RegistrationScenarioTest.awaitNames(
                plane, "workloads", "client-bookinfo-sandbox-deployment", "reviews-v1-bookinfo-sandbox-deployment");
        RegistrationScenarioTest.awaitNames(plane, "traffictargets", "reviews-bookinfo-sandbox");
        plane.apply(Policies.traffic("reviews", "sandbox", "faultInjection: {abort: {httpStatus: 418}}"));
        MeshWorld.awaitStatus(cluster.workload("client").call("reviews", "/"), 418);
        plane.meshctl("cluster", "deregister", "sandbox", "--mgmt-context", "sandbox", "--remote-context", "sandbox");
        MeshWorld.awaitStatus(cluster.workload("client").call("reviews", "/"), 200);
    }
}
