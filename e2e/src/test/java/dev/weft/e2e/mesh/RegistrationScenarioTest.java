// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.servers.Awaiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Both clusters are registered with meshctl, and what runs on them is discovered. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class RegistrationScenarioTest {

    private static final String API = "/apis/discovery.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/";

    @Test
    void aRegisteredClusterIsReachedReadAndWrittenToWithTheRightsThatItGave(MeshWorld world) throws Exception {
        for (LabCluster cluster : world.lab().clusters()) {
            String path =
                    "/apis/multicluster.solo.io/v1alpha1/namespaces/gloo-mesh/kubernetesclusters/" + cluster.name();
            for (String type : List.of("Reachable", "Permitted", "Discovered", "CredentialsCurrent", "Programmed")) {
                Awaiting.until(cluster.name() + " is " + type, Plane.LONGEST, () -> {
                    JsonNode conditions = world.plane().find(path).orElseThrow().at("/status/conditions");
                    for (JsonNode condition : conditions) {
                        if (condition.path("type").asText().equals(type)
                                && condition.path("status").asText().equals("True")) {
                            return Optional.empty();
                        }
                    }
                    return Optional.of(conditions.toString());
                });
            }
        }
        assertThat(world.plane().meshctl("cluster", "list", "--kubecontext", World.EAST))
                .contains("east", "west")
                .doesNotContain("False");
    }

    @Test
    void theRunningIstiodsAreDiscovered(MeshWorld world) throws Exception {
        awaitNames(world.plane(), "meshes", "istiod-istio-system-east", "istiod-istio-system-west");
        JsonNode mesh = world.plane()
                .find(API + "meshes/istiod-istio-system-east")
                .orElseThrow()
                .path("spec");
        assertThat(mesh.at("/istio/installation/namespace").asText()).isEqualTo("istio-system");
        assertThat(mesh.at("/istio/installation/cluster").asText()).isEqualTo("east");
        assertThat(mesh.at("/istio/installation/version").asText()).isEqualTo("1.32.0");
    }

    @Test
    void injectedWorkloadsAreDiscovered(MeshWorld world) throws Exception {
        awaitNames(
                world.plane(),
                "workloads",
                "client-bookinfo-east-deployment",
                "client-bookinfo-west-deployment",
                "details-v1-bookinfo-west-deployment",
                "gateway-bookinfo-east-deployment",
                "gateway-bookinfo-west-deployment",
                "ratings-v1-bookinfo-east-deployment",
                "reviews-v1-bookinfo-east-deployment",
                "reviews-v1-bookinfo-west-deployment",
                "reviews-v2-bookinfo-east-deployment",
                "stranger-bookinfo-east-deployment");
    }

    @Test
    void theirServicesAreDiscoveredWithTheirSubsets(MeshWorld world) throws Exception {
        awaitNames(
                world.plane(),
                "traffictargets",
                "details-bookinfo-west",
                "gateway-bookinfo-east",
                "gateway-bookinfo-west",
                "ratings-bookinfo-east",
                "reviews-bookinfo-east",
                "reviews-bookinfo-west");
        JsonNode service = world.plane()
                .find(API + "traffictargets/reviews-bookinfo-east")
                .orElseThrow()
                .at("/spec/kubeService");
        List<String> versions = new ArrayList<>();
        service.at("/subsets/version/values").forEach(value -> versions.add(value.asText()));
        assertThat(versions).containsExactly("v1", "v2");
        List<Integer> ports = new ArrayList<>();
        service.path("ports").forEach(port -> ports.add(port.path("port").asInt()));
        assertThat(ports).containsExactlyInAnyOrder(9080, 9090);
    }

    /** Waits until these and no other objects are discovered. */
    static void awaitNames(Plane plane, String plural, String... names) throws InterruptedException {
        Awaiting.until(plural + " are " + List.of(names), Plane.LONGEST, () -> {
            List<String> found = new ArrayList<>();
            plane.find(API + plural)
                    .orElseThrow()
                    .path("items")
                    .forEach(item -> found.add(item.at("/metadata/name").asText()));
            return found.stream().sorted().toList().equals(List.of(names))
                    ? Optional.empty()
                    : Optional.of(found.toString());
        });
    }
}
