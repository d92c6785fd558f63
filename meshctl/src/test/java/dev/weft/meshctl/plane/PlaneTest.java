// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.condition;
import static dev.weft.meshctl.plane.LivePlane.get;
import static dev.weft.meshctl.plane.LivePlane.isMissing;
import static dev.weft.meshctl.plane.LivePlane.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.Sandbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both operators against live servers: what a user does, and what comes of it. */
@Timeout(120)
class PlaneTest {

    private static final Path BOOKINFO = Path.of("../docs/demo/bookinfo/clusters");
    private static final String NETWORKING = "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/bookinfo/";
    private static final String DISCOVERY = "/apis/discovery.mesh.gloo.solo.io/v1alpha2/";
    private static final String CLUSTERS =
            "/apis/multicluster.solo.io/v1alpha1/namespaces/" + LivePlane.INSTALL + "/kubernetesclusters/";
    private static final String ROUTES = "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/";
    private static final String ACCESS = "/apis/security.istio.io/v1/namespaces/bookinfo/authorizationpolicies/";

    private LivePlane plane;
    private Sandbox cluster;

    @BeforeEach
    void start() throws Exception {
        plane = new LivePlane();
        cluster = plane.cluster("cluster-1", BOOKINFO.resolve("cluster-1"));
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
    void aRegisteredClusterIsDiscoveredAndSaysSo() {
        await(
                "all services",
                () -> list(plane.management, DISCOVERY + "traffictargets").size() == 6);
        for (String type : new String[] {"Reachable", "Permitted", "Discovered", "Programmed"}) {
            await(
                    type,
                    () -> status(condition(plane.management, CLUSTERS + "cluster-1", type))
                            .equals("True"));
        }
        assertThat(list(plane.management, DISCOVERY + "meshes")).hasSize(1);
    }

    @Test
    void aPolicyIsProgrammedAndItsRemovalTakesEverythingAway() {
        timeout("ratings", "3s");
        awaitProgrammed("trafficpolicies/ratings");
        assertThat(get(cluster, ROUTES + "ratings").at("/spec/http/0/timeout").asText())
                .isEqualTo("3s");

        LivePlane.call(plane.management, "DELETE", NETWORKING + "trafficpolicies/ratings");

        await("the route is gone", () -> isMissing(cluster, ROUTES + "ratings"));
    }

    @Test
    void anEditIsWrittenInPlace() {
        timeout("ratings", "3s");
        awaitProgrammed("trafficpolicies/ratings");
        String uid = get(cluster, ROUTES + "ratings").at("/metadata/uid").asText();

        timeout("ratings", "4s");

        await(
                "the new timeout",
                () -> get(cluster, ROUTES + "ratings")
                        .at("/spec/http/0/timeout")
                        .asText()
                        .equals("4s"));
        assertThat(get(cluster, ROUTES + "ratings").at("/metadata/uid").asText())
                .isEqualTo(uid);
    }

    @Test
    void whatAUserOpensIsClosedAgain() {
        access("ratings", "bookinfo-reviews");
        awaitProgrammed("accesspolicies/ratings");
        String closed = get(cluster, ACCESS + "ratings").path("spec").toString();

        patch(cluster, ACCESS + "ratings", "{\"spec\":{\"rules\":[{}]}}");

        await(
                "the rules are ours",
                () -> get(cluster, ACCESS + "ratings").path("spec").toString().equals(closed));
    }

    @Test
    void labelsAndFinalizersOfOthersSurviveARewrite() {
        timeout("ratings", "3s");
        awaitProgrammed("trafficpolicies/ratings");
        patch(
                cluster,
                ROUTES + "ratings",
                "{\"metadata\":{\"labels\":{\"team\":\"a\"},\"finalizers\":[\"example.com/x\"]}}");

        timeout("ratings", "4s");

        await(
                "the new timeout",
                () -> get(cluster, ROUTES + "ratings")
                        .at("/spec/http/0/timeout")
                        .asText()
                        .equals("4s"));
        JsonNode metadata = get(cluster, ROUTES + "ratings").path("metadata");
        assertThat(metadata.at("/labels/team").asText()).isEqualTo("a");
        assertThat(metadata.at("/finalizers/0").asText()).isEqualTo("example.com/x");
    }

    @Test
    void anObjectOfAUserIsNeverTouchedAndThePolicySaysSo() {
        LivePlane.applyYaml(
                cluster,
                "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices",
                "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: ratings}, spec: {hosts: [other.example]}}");
        String theirs =
                get(cluster, ROUTES + "ratings").at("/metadata/resourceVersion").asText();

        timeout("ratings", "3s");

        await(
                "the policy is FAILED",
                () -> get(plane.management, NETWORKING + "trafficpolicies/ratings")
                        .at("/status/state")
                        .asText()
                        .equals("FAILED"));
        assertThat(reason(condition(plane.management, NETWORKING + "trafficpolicies/ratings", "Programmed")))
                .isEqualTo("NameTaken");
        assertThat(get(cluster, ROUTES + "ratings")
                        .at("/metadata/resourceVersion")
                        .asText())
                .isEqualTo(theirs);
    }

    @Test
    void aClusterThatIsRegisteredWhileThePlaneRunsIsDiscoveredAndGoneWhenItIsNot() throws Exception {
        await(
                "the first cluster",
                () -> list(plane.management, DISCOVERY + "traffictargets").size() == 6);
        plane.cluster("cluster-2", BOOKINFO.resolve("cluster-2"));
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

        timeout("ratings", "3s");

        awaitProgrammed("trafficpolicies/ratings");
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

    @Test
    void I8_aRestartInAConvergedWorldWritesNothing() {
        timeout("ratings", "3s");
        access("ratings", "bookinfo-reviews");
        awaitProgrammed("trafficpolicies/ratings");
        awaitProgrammed("accesspolicies/ratings");
        await(
                "Ready",
                () -> status(condition(plane.management, CLUSTERS + "cluster-1", "Programmed"))
                        .equals("True"));
        plane.awaitQuiet();
        plane.stopOperators();
        plane.management.transcript().clear();
        cluster.transcript().clear();

        plane.startDiscovery();
        plane.startNetworking();
        plane.awaitQuiet();

        assertThat(LivePlane.writes(plane.management)).isEmpty();
        assertThat(LivePlane.writes(cluster)).isEmpty();
    }

    private void timeout(String service, String timeout) {
        plane.apply(NETWORKING + "trafficpolicies", """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: TrafficPolicy, metadata: {name: %s},
                 spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: %s, namespace: bookinfo, clusterName: cluster-1}]}}],
                        requestTimeout: %s}}""".formatted(service, service, timeout));
    }

    private void access(String service, String account) {
        plane.apply(NETWORKING + "accesspolicies", """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: AccessPolicy, metadata: {name: %s},
                 spec: {sourceSelector: [{kubeServiceAccountRefs: {serviceAccounts: [{name: %s, namespace: bookinfo, clusterName: cluster-1}]}}],
                        destinationSelector: [{kubeServiceRefs: {services: [{name: %s, namespace: bookinfo, clusterName: cluster-1}]}}]}}""".formatted(service, account, service));
    }

    private void awaitProgrammed(String policy) {
        await(
                policy,
                () -> status(condition(plane.management, NETWORKING + policy, "Programmed"))
                        .equals("True"));
        assertThat(get(plane.management, NETWORKING + policy)
                        .at("/status/state")
                        .asText())
                .isEqualTo("ACCEPTED");
    }

    private static void patch(Sandbox server, String path, String patch) {
        assertThat(server.call("PATCH", path, "application/merge-patch+json", patch.getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo(200);
    }

    private static String status(JsonNode condition) {
        return condition.path("status").asText();
    }

    private static String reason(JsonNode condition) {
        return condition.path("reason").asText();
    }
}
