// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Controllers whose pods belong to a mesh. */
class WorkloadTest {

    private static final String MESH = "istiod-istio-system-east";
    private static final String SIDECAR =
            "containers: [{name: app, image: a:1}, {name: istio-proxy, image: docker.io/istio/proxyv2:1.24.2}]";

    private static Scene eastWith(String... more) {
        return new Scene().on("east", Objects.ISTIOD).on("east", more);
    }

    @Test
    void describesTheControllerByItsTemplate() {
        JsonNode workload = eastWith(Objects.injected("reviews", "app: reviews, version: v1"))
                .discover()
                .object("Workload", "reviews-shop-east-deployment");

        assertThat(workload.path("metadata")).hasToString("""
                {"labels":{"cluster.discovery.mesh.gloo.solo.io":"east","owner.discovery.mesh.gloo.solo.io":"gloo-mesh"},\
                "name":"reviews-shop-east-deployment","namespace":"gloo-mesh"}""");
        assertThat(workload.path("spec")).hasToString("""
                {"kubernetes":{"controller":{"clusterName":"east","name":"reviews","namespace":"shop"},\
                "podLabels":{"app":"reviews","version":"v1"},"serviceAccountName":"reviews"},\
                "mesh":{"name":"istiod-istio-system-east","namespace":"gloo-mesh"}}""");
    }

    @ParameterizedTest
    @CsvSource({"DaemonSet, daemonset", "StatefulSet, statefulset"})
    void ownsPodsDirectly(String kind, String suffix) {
        String controller = Objects.controller("agent", "app: agent").replace("kind: Deployment", "kind: " + kind);

        assertThat(eastWith(controller, Objects.pod("agent-0", "app: agent", kind + "/agent", SIDECAR))
                        .discover()
                        .names("Workload"))
                .containsExactly("agent-shop-east-" + suffix);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initContainers: [{name: istio-init, image: istio/proxyv2:1}, {name: istio-proxy, image: istio/proxyv2:1, restartPolicy: Always}], containers: [{name: app, image: a:1}]",
                "containers: [{name: app, image: a:1}, {name: x, image: 'gcr.io/istio-release/proxyv2@sha256:0a'}]",
                "containers: [{name: istio-proxy, image: registry.corp/mirror/proxyv2:1.24.2}]",
            })
    void nativeClassicAndMirroredSidecarsCount(String spec) {
        Scene scene = eastWith(
                Objects.controller("a", "app: a"),
                Objects.replicaSet("a"),
                Objects.pod("a-1", "app: a", "ReplicaSet/a-7d9f", spec));

        assertThat(scene.discover().names("Workload")).containsExactly("a-shop-east-deployment");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initContainers: [{name: istio-init, image: istio/proxyv2:1}], containers: [{name: app, image: a:1}]",
                "containers: [{name: app, image: blah}]",
                "containers: [{name: app, image: harbor.corp/proxy-cache/istio/examples-bookinfo-details-v1:1}]",
                "containers: []",
                "containers: null",
            })
    void podsWithoutARunningProxyAreNotInTheMesh(String spec) {
        Scene scene = eastWith(
                Objects.controller("a", "app: a"),
                Objects.replicaSet("a"),
                Objects.pod("a-1", "app: a", "ReplicaSet/a-7d9f", spec));

        assertThat(scene.discover().names("Workload")).isEmpty();
    }

    @Test
    void anyImageCountsInAContainerIstioProxyThatTheInjectorMarked() {
        String pod = Objects.pod(
                        "a-1", "app: a", "ReplicaSet/a-7d9f", "containers: [{name: istio-proxy, image: corp/envoy:7}]")
                .replace(
                        "metadata: {name: a-1,", "metadata: {name: a-1, annotations: {sidecar.istio.io/status: '{}'},");

        assertThat(eastWith(Objects.controller("a", "app: a"), Objects.replicaSet("a"), pod)
                        .discover()
                        .names("Workload"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failed", "Succeeded"})
    void endedPodsProveNothing(String phase) {
        String injected = Objects.injected("a", "app: a").replace("phase: Running", "phase: " + phase);

        assertThat(eastWith(injected).discover().names("Workload")).isEmpty();
    }

    @Test
    void withoutPodsOrWithoutControllerThereIsNoWorkload() {
        Scene scene = eastWith(
                Objects.controller("scaled-to-zero", "app: a"),
                Objects.replicaSet("scaled-to-zero"),
                Objects.pod("bare", "app: a", "", SIDECAR),
                Objects.pod("job-1", "app: a", "Job/job", SIDECAR));

        assertThat(scene.discover().names("Workload")).isEmpty();
    }

    @Test
    void G23_onlyAControllingOwnerCounts() {
        String injected = Objects.injected("a", "app: a").replace(", controller: true", "");

        assertThat(eastWith(injected).discover().names("Workload")).isEmpty();
    }

    @Test
    void aMissingReplicaSetIsReportedOnThePod() {
        Scene.Found found = eastWith(
                        Objects.controller("a", "app: a"), Objects.pod("a-1", "app: a", "ReplicaSet/a-7d9f", SIDECAR))
                .discover();

        assertThat(found.names("Workload")).isEmpty();
        assertThat(found.finding(DiscoveryFinding.REPLICA_SET_MISSING).subject())
                .hasToString("Pod shop/a-1");
    }

    @Test
    void aSidecarOnAClusterWithoutMeshIsReported() {
        Scene.Found found = new Scene()
                .on("west", Objects.injected("a", "app: a"))
                .on("east", Objects.ISTIOD)
                .discover();

        assertThat(found.names("Workload")).isEmpty();
        assertThat(found.finding(DiscoveryFinding.SIDECAR_WITHOUT_MESH).subject())
                .hasToString("Deployment shop/a");
        assertThat(found.finding(DiscoveryFinding.SIDECAR_WITHOUT_MESH).cluster())
                .isEqualTo("west");
    }

    @Test
    void aPodBelongsToTheRevisionThatInjectedIt() {
        String canary = Objects.ISTIOD.replace("name: istiod,", "name: istiod-canary,");
        String marked = Objects.injected("a", "app: a")
                .replace(
                        "metadata: {name: a-7d9f-abcde,",
                        "metadata: {name: a-7d9f-abcde, annotations: {sidecar.istio.io/status: '{\"revision\":\"canary\"}'},");
        Scene.Found found = eastWith(
                        canary,
                        Objects.meshConfig("istio-canary", "{}"),
                        marked,
                        Objects.injected("b", "app: b, istio.io/rev: default"),
                        Objects.injected("c", "app: c"))
                .discover();

        assertThat(found.spec("Workload", "a-shop-east-deployment")
                        .path("mesh")
                        .path("name")
                        .asText())
                .isEqualTo("istiod-canary-istio-system-east");
        assertThat(found.spec("Workload", "b-shop-east-deployment")
                        .path("mesh")
                        .path("name")
                        .asText())
                .isEqualTo(MESH);
        // Nothing tells: the default revision.
        assertThat(found.spec("Workload", "c-shop-east-deployment")
                        .path("mesh")
                        .path("name")
                        .asText())
                .isEqualTo(MESH);
    }

    @Test
    void podsOfDifferentMeshesAreReportedAndTheFirstDecides() {
        String canary = Objects.ISTIOD.replace("name: istiod,", "name: istiod-canary,");
        Scene.Found found = eastWith(
                        canary,
                        Objects.meshConfig("istio-canary", "{}"),
                        Objects.injected("a", "app: a, istio.io/rev: default"),
                        Objects.pod("a-7d9f-zzzzz", "app: a, istio.io/rev: canary", "ReplicaSet/a-7d9f", SIDECAR))
                .discover();

        assertThat(found.spec("Workload", "a-shop-east-deployment")
                        .path("mesh")
                        .path("name")
                        .asText())
                .isEqualTo(MESH);
        assertThat(found.codes()).contains("MeshesDiffer");
    }

    @Test
    void G3_gatewaysAreWorkloadsAndTrafficTargetsToo() {
        String gateway = Objects.controller("gw", "istio: ingressgateway")
                .replace("image: registry.example.com/app:1", "image: auto");
        Scene.Found found = eastWith(
                        gateway,
                        Objects.replicaSet("gw"),
                        Objects.pod(
                                "gw-1",
                                "istio: ingressgateway",
                                "ReplicaSet/gw-7d9f",
                                "containers: [{name: istio-proxy, image: docker.io/istio/proxyv2:1.24.2}]"),
                        Objects.service("gw", "istio: ingressgateway"))
                .discover();

        assertThat(found.names("Workload")).containsExactly("gw-shop-east-deployment");
        assertThat(found.names("TrafficTarget")).containsExactly("gw-shop-east");
    }
}
