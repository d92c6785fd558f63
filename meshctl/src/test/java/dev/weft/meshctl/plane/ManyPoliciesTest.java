// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.status.Conditions;
import dev.weft.sandbox.Sandbox;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thousand policies at once, as after {@code kubectl apply -f} of a folder. */
@Timeout(180)
final class ManyPoliciesTest {

    private static final int MANY = 1000;

    private LivePlane plane;
    private Sandbox cluster;

    @BeforeEach
    void start() throws Exception {
        plane = new LivePlane();
        cluster = plane.cluster(Bookinfo.CLUSTER, Bookinfo.objects(Bookinfo.CLUSTER));
        LivePlane.namespace(plane.management, "bookinfo");
        plane.register(Bookinfo.CLUSTER);
        plane.startDiscovery();
        plane.startNetworking();
        plane.awaitQuiet();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void allAreInEffectAndWrittenTogether() {
        plane.management.transcript().clear();
        cluster.transcript().clear();

        for (int i = 0; i < MANY; i++) {
            plane.apply(
                    "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/bookinfo/trafficpolicies",
                    """
                    {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: TrafficPolicy, metadata: {name: user-%1$d},
                     spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: ratings, namespace: bookinfo, clusterName: cluster-1}]}}],
                            httpRequestMatchers: [{headers: [{name: user, value: u%1$d}]}], requestTimeout: 3s}}""".formatted(i));
        }

        await(
                "all are in effect",
                Duration.ofMillis(500),
                () -> policies().stream().allMatch(ManyPoliciesTest::isProgrammed));
        assertThat(policies())
                .hasSize(MANY)
                .allSatisfy(policy ->
                        assertThat(policy.at("/status/state").asText()).isEqualTo("ACCEPTED"));
        assertThat(Bookinfo.route(cluster, "ratings").at("/spec/http")).hasSize(MANY);
        plane.awaitQuiet();
        assertThat(writes(cluster, "virtualservices"))
                .as("passes wait for quiet, 250 ms at most")
                .isLessThan(MANY / 5);
        assertThat(writes(plane.management, "trafficpolicies"))
                .as("writes of statuses")
                .isLessThan(3 * MANY);
    }

    private List<JsonNode> policies() {
        return list(
                plane.management, "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/bookinfo/trafficpolicies");
    }

    private static boolean isProgrammed(JsonNode policy) {
        return Conditions.of(policy.path("status"), "Programmed")
                .path("status")
                .asText()
                .equals("True");
    }

    private static long writes(Sandbox server, String kind) {
        return LivePlane.writes(server).stream()
                .filter(write -> write.contains("/" + kind))
                .filter(write -> !write.contains("fieldManager=test"))
                .count();
    }
}
