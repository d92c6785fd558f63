// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.condition;
import static dev.weft.meshctl.plane.LivePlane.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.Sandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Registrations that come, go and are wrong, while both operators run. */
@Timeout(120)
class RegistrationsTest {

    private static final String DISCOVERY = "/apis/discovery.mesh.gloo.solo.io/v1alpha2/";
    private static final String CLUSTERS =
            "/apis/multicluster.solo.io/v1alpha1/namespaces/" + LivePlane.INSTALL + "/kubernetesclusters/";

    private LivePlane plane;
    private Bookinfo bookinfo;
    private Sandbox cluster;

    @BeforeEach
    void start() throws Exception {
        plane = new LivePlane();
        bookinfo = new Bookinfo(plane);
        cluster = plane.cluster("cluster-1", Bookinfo.objects("cluster-1"));
        LivePlane.namespace(plane.management, "bookinfo");
        plane.register("cluster-1");
        plane.startDiscovery();
        plane.startNetworking();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void aClusterThatIsRegisteredWhileThePlaneRunsIsDiscoveredAndGoneWhenItIsNot() throws Exception {
        await(
                "the first cluster",
                () -> list(plane.management, DISCOVERY + "traffictargets").size() == 6);
        plane.cluster("cluster-2", Bookinfo.objects("cluster-2"));
        plane.register("cluster-2");
        await("both meshes", () -> list(plane.management, DISCOVERY + "meshes").size() == 2);
        await(
                "the services of both",
                () -> list(plane.management, DISCOVERY + "traffictargets").size() == 11);

        plane.deregister("cluster-2");

        await("one mesh", () -> list(plane.management, DISCOVERY + "meshes").size() == 1);
        await(
                "its services",
                () -> list(plane.management, DISCOVERY + "traffictargets").size() == 6);
    }

    @Test
    void aClusterThatCannotBeReachedTouchesNobodyElse() {
        plane.register("broken", cluster.kubeconfig().replaceAll("127.0.0.1:[0-9]+", "127.0.0.1:1"));

        bookinfo.timeout("ratings", "3s");

        bookinfo.awaitProgrammed("ratings");
        await(
                "the condition",
                () -> status(condition(plane.management, CLUSTERS + "broken", "Reachable"))
                        .equals("False"));
    }

    @Test
    void aKubeconfigThatWouldRunAProgramIsRefused() {
        plane.register("evil", """
                {apiVersion: v1, kind: Config, current-context: evil,
                 clusters: [{name: evil, cluster: {server: "https://127.0.0.1:1"}}],
                 contexts: [{name: evil, context: {cluster: evil, user: evil}}],
                 users: [{name: evil, user: {exec: {command: touch, args: [x]}}}]}""");

        await(
                "the condition",
                () -> reason(condition(plane.management, CLUSTERS + "evil", "Reachable"))
                        .equals("BadRegistration"));
        assertThat(condition(plane.management, CLUSTERS + "evil", "Reachable")
                        .path("message")
                        .asText())
                .contains("users[0].user.exec", "never run");
    }

    private static String status(JsonNode condition) {
        return condition.path("status").asText();
    }

    private static String reason(JsonNode condition) {
        return condition.path("reason").asText();
    }
}
