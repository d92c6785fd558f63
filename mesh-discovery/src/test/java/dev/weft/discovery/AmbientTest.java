// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Pods in the mesh without a sidecar: ztunnel acts for them, and Istio's CNI says so on the pod. */
class AmbientTest {

    private static final String CONTAINERS = "containers: [{name: app, image: registry.example.com/app:1}]";

    /** @param redirection value of the annotation by which the CNI tells */
    private static Scene reviews(String redirection, String... more) {
        String pod = Objects.pod("reviews-7d9f-abcde", "app: reviews", "ReplicaSet/reviews-7d9f", CONTAINERS)
                .replace("labels:", "annotations: {ambient.istio.io/redirection: " + redirection + "}, labels:");
        return new Scene()
                .on(
                        "east",
                        Objects.ISTIOD,
                        Objects.controller("reviews", "app: reviews"),
                        Objects.replicaSet("reviews"),
                        pod)
                .on("east", more);
    }

    private static String service(String bound, String message) {
        return Objects.service("reviews", "app: reviews").replace("spec:\n", """
            status: {conditions: [{type: other, status: "True", message: x}, {type: istio.io/WaypointBound, status: "%s", message: "%s"}]}
            spec:
            """.formatted(bound, message));
    }

    private static JsonNode ambient(Scene scene) {
        return scene.discover().spec("TrafficTarget", "reviews-shop-east").at("/kubeService/ambient");
    }

    @Test
    void aPodThatZtunnelActsForBelongsToTheMesh() {
        JsonNode workload = reviews("enabled").discover().spec("Workload", "reviews-shop-east-deployment");

        assertThat(workload.at("/kubernetes/dataPlaneMode").asText()).isEqualTo("ambient");
        assertThat(workload.at("/mesh/name").asText()).isEqualTo("istiod-istio-system-east");
    }

    @Test
    void aPodThatIsOnlyMeantToBeRedirectedDoesNot() {
        assertThat(reviews("pending", service("True", "Successfully attached to waypoint shop/waypoint"))
                        .discover()
                        .names("TrafficTarget"))
                .isEmpty();
    }

    @Test
    void istiodSaysWhichWaypointServesAService() {
        JsonNode ambient = ambient(reviews(
                "enabled",
                service(
                        "True",
                        "Successfully attached to waypoint ways/gate. Ingress traffic will traverse the waypoint")));

        assertThat(ambient).hasToString("{\"waypoint\":{\"name\":\"gate\",\"namespace\":\"ways\"}}");
    }

    @Test
    void aWaypointThatIsNotReadyServesNobody() {
        assertThat(ambient(reviews("enabled", service("False", "waypoint \\\"ways/gate\\\" is not ready"))))
                .hasToString("{}");
    }

    @Test
    void aServiceOfPodsWithSidecarsIsNotInAmbientMode() {
        assertThat(ambient(new Scene()
                                .on("east", Objects.ISTIOD, Objects.injected("reviews", "app: reviews"))
                                .on("east", service("True", "Successfully attached to waypoint ways/gate")))
                        .isMissingNode())
                .isTrue();
    }
}
