// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.Meshctl;
import dev.weft.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code meshctl mesh restart} on a mesh of another cluster than the management cluster, with the agent of that one. */
@Timeout(120)
@Tag("slow")
class MeshRestartTest {

    private static final String MESH = "istiod-istio-system-cluster-1";
    private static final String DIRECTIVE = AgentPlace.DIRECTIVES + "/" + MESH + ".restart";

    /** Looks at all Deployments cost the server, which has other things to do. */
    private static final Duration LOOK = Duration.ofMillis(200);

    /** In the order of the plane. */
    private static final List<String> RESTARTS = List.of(
            "istio-system/deployments/istiod",
            "istio-system/deployments/istio-eastwestgateway",
            "bookinfo/deployments/details-v1",
            "istio-system/deployments/istio-ingressgateway",
            "bookinfo/deployments/productpage-v1",
            "bookinfo/deployments/ratings-v1",
            "bookinfo/deployments/reviews-v1",
            "bookinfo/deployments/reviews-v2");

    private LivePlane plane;
    private Sandbox cluster;
    private final List<RestartedPods> pods = new ArrayList<>();
    private LiveAgent agent;
    private Path kubeconfig;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        plane = new LivePlane();
        cluster = plane.cluster("cluster-1", Bookinfo.objects("cluster-1"));
        plane.registerByMeshctl("cluster-1", Registering.agent("weft/cert-agent:test"));
        agent = new LiveAgent(cluster, folder);
        kubeconfig = Files.writeString(folder.resolve("management"), plane.management.kubeconfig());
        plane.startDiscovery();
        await(
                "the mesh with its agent and all workloads",
                () -> get(
                                        plane.management,
                                        "/apis/discovery.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/meshes/"
                                                + MESH)
                                .at("/spec")
                                .toString()
                                .contains(AgentPlace.NAMESPACE)
                        && LivePlane.list(plane.management, "/apis/discovery.mesh.gloo.solo.io/v1alpha2/workloads")
                                        .size()
                                >= RESTARTS.size() - 1);
        plane.awaitQuiet();
    }

    @AfterEach
    void stop() {
        pods.forEach(RestartedPods::close);
        agent.close();
        plane.close();
    }

    private Meshctl.Run restart(String... more) {
        List<String> arguments = new ArrayList<>(List.of("mesh", "restart", MESH));
        arguments.addAll(List.of("--kubeconfig", kubeconfig.toString()));
        arguments.addAll(List.of(more));
        return Meshctl.run(arguments.toArray(String[]::new));
    }

    private RestartedPods closing(RestartedPods opened) {
        pods.add(opened);
        return opened;
    }

    /** Runs it while the cluster does what it is asked. */
    private Meshctl.Run restartWith(RestartedPods rollouts) {
        CompletableFuture<Meshctl.Run> run = CompletableFuture.supplyAsync(this::restart);
        while (!run.isDone()) {
            rollouts.step();
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return run.join();
    }

    /** What the agent has asked to be rolled out, in its order. */
    private List<String> restarts() {
        return cluster.transcript().entries().stream()
                .filter(entry ->
                        entry.user().equals(LiveAgent.USER) && entry.verb().equals("patch"))
                .map(entry -> entry.path().replaceFirst("[?].*", "").replaceFirst(".*/namespaces/", ""))
                .toList();
    }

    @Test
    void theMeshIsRestartedByItsAgentIstiodFirstAndEachOnce() throws Exception {
        agent.start();

        Meshctl.Run run = restartWith(closing(new RestartedPods(cluster)));

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out())
                .contains("asked the agent to restart it")
                .contains("pods of istio-system with {istio=pilot}")
                .contains("deleted");
        assertThat(restarts()).containsExactlyElementsOf(RESTARTS);
        assertThat(LivePlane.isMissing(cluster, DIRECTIVE)).isTrue();
        assertThat(cluster.transcript().entries())
                .as("the rights that registration grants are enough")
                .noneMatch(entry -> entry.code() == 403);
    }

    @Test
    void whoeverIsInterruptedAndAsksAgainFollowsTheSameRestart() throws Exception {
        agent.start();
        AtomicReference<Meshctl.Run> ended = new AtomicReference<>();
        Thread first = new Thread(() -> ended.set(restart()));
        first.start();
        await("istiod is asked", () -> !restarts().isEmpty());
        first.interrupt();
        first.join();
        assertThat(ended.get().code()).as(ended.toString()).isNotZero();
        assertThat(restarts()).hasSize(1);

        Meshctl.Run run = restartWith(closing(new RestartedPods(cluster)));

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out()).contains("it was already asked at ").contains("pods of istio-system with {istio=pilot}");
        assertThat(restarts()).containsExactlyElementsOf(RESTARTS);
    }

    @Test
    void whenTheTimeIsOverItSaysWhatIsWaitedForAndTheAgentGoesOn() throws Exception {
        agent.start();

        Meshctl.Run run = restart("--timeout", "10");

        assertThat(run.code()).as(run.toString()).isEqualTo(1);
        assertThat(run.err())
                .contains("not done within 10 s: waits for 1 ready")
                .contains("run the command again to follow it");
        assertThat(LivePlane.isMissing(cluster, DIRECTIVE)).isFalse();
        RestartedPods rollouts = closing(new RestartedPods(cluster));
        await("the agent goes on", LOOK, () -> {
            rollouts.step();
            return restarts().size() == RESTARTS.size();
        });
    }

    @Test
    void anAgentThatDoesNotBeginIsTold() {
        Meshctl.Run run = restart("--timeout", "1");

        assertThat(run.code()).as(run.toString()).isEqualTo(1);
        assertThat(run.err())
                .contains("the agent has not begun within 1 s")
                .contains("meshctl check")
                .contains("delete PodBounceDirective weft-agent/" + MESH + ".restart");
    }

    @Test
    void aDryRunSaysTheOrderAndAsksNobody() throws Exception {
        agent.start();

        Meshctl.Run run = restart("--dry-run");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out().lines().skip(1).findFirst().orElse(""))
                .contains("pods of istio-system with {istio=pilot}");
        assertThat(run.out()).contains("pods of bookinfo with {app=reviews, version=v1}");
        assertThat(LivePlane.isMissing(cluster, DIRECTIVE)).isTrue();
    }

    @Test
    void aMeshThatIsNotThereIsTold() {
        Meshctl.Run run = Meshctl.run("mesh", "restart", "other", "--kubeconfig", kubeconfig.toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("There is no Mesh gloo-mesh/other").contains("meshctl describe mesh");
    }

    @Test
    void aClusterWithoutAgentIsTold() throws IOException {
        plane.stopOperators();
        JsonNode mesh =
                get(plane.management, "/apis/discovery.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/meshes/" + MESH);
        ObjectNode without = mesh.deepCopy();
        without.withObject("/spec").remove("agentInfo");
        plane.management.call(
                "PUT",
                "/apis/discovery.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/meshes/" + MESH,
                "application/json",
                without.toString().getBytes(StandardCharsets.UTF_8));

        Meshctl.Run run = restart();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("No cert-agent was found on cluster cluster-1")
                .contains("meshctl cluster register");
    }

    @Test
    void aClusterThatDoesNotAnswerIsTold() {
        cluster.close();

        Meshctl.Run run = restart();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("Mesh gloo-mesh/" + MESH + " on cluster cluster-1: asked the agent to restart it")
                .contains("Check that the server runs");
    }

    @Test
    void anObjectOfSomebodyElseUnderTheNameIsLeftAlone() {
        LivePlane.applyYaml(
                cluster,
                AgentPlace.DIRECTIVES,
                "{apiVersion: certificates.mesh.gloo.solo.io/v1alpha2, kind: PodBounceDirective, metadata: {name: "
                        + MESH + ".restart}, spec: {}}");

        Meshctl.Run run = restart();

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("is somebody else's");
        assertThat(LivePlane.isMissing(cluster, DIRECTIVE)).isFalse();
    }
}
