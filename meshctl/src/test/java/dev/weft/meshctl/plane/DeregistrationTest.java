// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.condition;
import static dev.weft.meshctl.plane.LivePlane.get;
import static dev.weft.meshctl.plane.LivePlane.list;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.hooks.Transcript;
import dev.weft.testkit.Checkout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cluster leaves, in every order in which somebody may delete what registers it, while both operators run. */
@Timeout(120)
final class DeregistrationTest {

    private static final String REGISTERED =
            "/apis/multicluster.solo.io/v1alpha1/namespaces/gloo-mesh/kubernetesclusters";
    private static final String CLUSTER = REGISTERED + "/cluster-1";
    private static final String SECRET = "/api/v1/namespaces/gloo-mesh/secrets/cluster-1";
    private static final String DISCOVERY = "/apis/discovery.mesh.gloo.solo.io/v1alpha2/";
    private static final String POLICIES =
            "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/bookinfo/trafficpolicies";
    private static final String ISTIO = "/apis/networking.istio.io/v1/";
    private static final String ROUTES = ISTIO + "namespaces/bookinfo/virtualservices";
    private static final String RULES = ISTIO + "namespaces/bookinfo/destinationrules";

    private LivePlane plane;
    private Sandbox cluster;

    @BeforeEach
    void start() throws Exception {
        plane = new LivePlane();
        cluster = plane.cluster("cluster-1", Checkout.root().resolve("docs/demo/bookinfo/clusters/cluster-1"));
        LivePlane.namespace(plane.management, "bookinfo");
        plane.registerByMeshctl("cluster-1");
        plane.startDiscovery();
        plane.startNetworking();
        split();
        await("the route", () -> exists(ROUTES + "/reviews"));
        await("the rule", () -> exists(RULES + "/reviews"));
        foreign("theirs", "");
        foreign(
                "of-another-plane",
                "owner.networking.mesh.gloo.solo.io: gloo-mesh, weft.dev/plane: '000000000000',"
                        + " cluster.multicluster.solo.io: cluster-1");
        await(
                "the registration is written down",
                () -> get(plane.management, SECRET).toString().contains("weft.dev/kubernetes-cluster"));
        plane.awaitQuiet();
        cluster.transcript().clear();
        plane.management.transcript().clear();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void aDeletedKubernetesClusterTakesAlongWhatWasWrittenForItAndOnItAndNothingElse() {
        LivePlane.call(plane.management, "DELETE", CLUSTER);

        await("nothing is known of it", this::nothingIsDiscovered);
        await("nothing of ours is there", this::nothingOfOursIsThere);
        assertThat(exists(ROUTES + "/theirs")).isTrue();
        assertThat(exists(ROUTES + "/of-another-plane")).isTrue();
        plane.awaitQuiet(); // the transcript has a call a moment after it took effect
        List<String> deletes = deletes();
        assertThat(deletes.indexOf(ROUTES + "/reviews"))
                .as("the route goes before the subsets that it names: %s", deletes)
                .isLessThan(deletes.indexOf(RULES + "/reviews"));
        assertThat(nothingIsDiscovered()).isTrue();
        assertThat(nothingOfOursIsThere()).isTrue();
    }

    @Test
    void aKubernetesClusterThatIsAppliedAgainBringsEverythingBack() {
        LivePlane.call(plane.management, "DELETE", CLUSTER);
        await("nothing is known of it", this::nothingIsDiscovered);
        await("nothing of ours is there", this::nothingOfOursIsThere);

        plane.apply(REGISTERED, """
                {"apiVersion":"multicluster.solo.io/v1alpha1","kind":"KubernetesCluster","metadata":{"name":"cluster-1"},
                 "spec":{"secretName":"cluster-1","clusterDomain":"cluster.local"}}""");

        await("the route", () -> exists(ROUTES + "/reviews"));
        await(
                "in order",
                () -> condition(plane.management, CLUSTER, "Programmed")
                        .path("status")
                        .asText()
                        .equals("True"));
    }

    @Test
    void aRestartInBetweenFinishesIt() {
        plane.stopOperators();
        LivePlane.call(plane.management, "DELETE", CLUSTER);

        plane.startDiscovery();
        plane.startNetworking();

        await("nothing is known of it", this::nothingIsDiscovered);
        await("nothing of ours is there", this::nothingOfOursIsThere);
    }

    @Test
    void withoutItsSecretAClusterIsNotTouchedAndSaysSo() {
        LivePlane.call(plane.management, "DELETE", SECRET);
        await(
                "it says so",
                () -> condition(plane.management, CLUSTER, "Programmed")
                        .path("reason")
                        .asText()
                        .equals("NoKubeconfig"));
        assertThat(list(plane.management, DISCOVERY + "traffictargets"))
                .as("while its KubernetesCluster is there")
                .isNotEmpty();

        LivePlane.call(plane.management, "DELETE", CLUSTER);

        await("nothing is known of it", this::nothingIsDiscovered);
        plane.awaitQuiet();
        assertThat(exists(ROUTES + "/reviews")).isTrue();
        assertThat(deletes()).isEmpty();
    }

    @Test
    void aDeletedDefinitionRemovesNothingFromAnyCluster() {
        LivePlane.call(
                plane.management,
                "DELETE",
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/kubernetesclusters.multicluster.solo.io");

        await(
                "the policy says that the cluster is not written to",
                () -> condition(plane.management, POLICIES + "/reviews", "Programmed")
                                .path("status")
                                .asText()
                                .equals("True")
                        || condition(plane.management, POLICIES + "/reviews", "Programmed")
                                .path("reason")
                                .asText()
                                .equals("Paused"));
        plane.awaitQuiet();
        assertThat(deletes()).isEmpty();
        assertThat(list(plane.management, DISCOVERY + "traffictargets")).isNotEmpty();
    }

    @Test
    void meshctlLetsThePlaneDoItAndNeitherUndoesWhatTheOtherDoes() throws Exception {
        plane.deregisterByMeshctl("cluster-1");

        assertThat(nothingIsDiscovered()).isTrue();
        assertThat(nothingOfOursIsThere()).isTrue();
        assertThat(cluster.transcript().entries())
                .filteredOn(DeregistrationTest::isDeleteOfOutput)
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.user()).isEqualTo("system:serviceaccount:gloo-mesh:cluster-1"));
        assertThat(plane.management.call("GET", SECRET, "", new byte[0]).code()).isEqualTo(404);
        assertThat(plane.management.call("GET", CLUSTER, "", new byte[0]).code())
                .isEqualTo(404);
        plane.awaitQuiet();
        assertThat(nothingIsDiscovered()).isTrue();
        assertThat(nothingOfOursIsThere()).isTrue();
    }

    private void split() {
        plane.apply(POLICIES, """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: TrafficPolicy, metadata: {name: reviews},
                 spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: cluster-1}]}}],
                        trafficShift: {destinations: [
                          {kubeService: {name: reviews, namespace: bookinfo, clusterName: cluster-1, subset: {version: v1}}, weight: 50},
                          {kubeService: {name: reviews, namespace: bookinfo, clusterName: cluster-1, subset: {version: v2}}, weight: 50}]}}}""");
    }

    private void foreign(String name, String labels) {
        LivePlane.applyYaml(
                cluster,
                ROUTES,
                "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: " + name + ", labels: {"
                        + labels + "}}, spec: {hosts: [" + name + ".example]}}");
    }

    private boolean nothingIsDiscovered() {
        return List.of("traffictargets", "workloads", "meshes").stream()
                .allMatch(kind -> list(plane.management, DISCOVERY + kind).isEmpty());
    }

    private boolean nothingOfOursIsThere() {
        return !exists(ROUTES + "/reviews") && !exists(RULES + "/reviews");
    }

    private boolean exists(String path) {
        return cluster.call("GET", path, "", new byte[0]).code() == 200;
    }

    private List<String> deletes() {
        return cluster.transcript().entries().stream()
                .filter(DeregistrationTest::isDeleteOfOutput)
                .map(Transcript.Entry::path)
                .toList();
    }

    private static boolean isDeleteOfOutput(Transcript.Entry entry) {
        return entry.verb().equals("delete") && entry.path().contains(".istio.io/");
    }
}
