// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.condition;
import static dev.weft.meshctl.plane.LivePlane.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.sandbox.Sandbox;
import dev.weft.testkit.Checkout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tokens of a registered cluster over time: both operators run, the clock of everybody is moved by hand. */
@Timeout(120)
final class TokensTest {

    private static final String CLUSTER =
            "/apis/multicluster.solo.io/v1alpha1/namespaces/gloo-mesh/kubernetesclusters/cluster-1";
    private static final String SECRET = "/api/v1/namespaces/gloo-mesh/secrets/cluster-1";
    private static final String POLICIES =
            "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/bookinfo/trafficpolicies";
    private static final String ROUTE = "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/ratings";
    private static final String ACCOUNTS = "/api/v1/namespaces/gloo-mesh/serviceaccounts/";

    private final Instant start = Instant.ofEpochSecond(Instant.now().getEpochSecond());
    private final AtomicReference<Instant> now = new AtomicReference<>(start);
    private LivePlane plane;
    private Sandbox cluster;

    @BeforeEach
    void start() throws Exception {
        plane = new LivePlane(now::get);
        cluster = plane.cluster("cluster-1", Checkout.root().resolve("docs/demo/bookinfo/clusters/cluster-1"));
        LivePlane.namespace(plane.management, "bookinfo");
        plane.registerByMeshctl("cluster-1");
        plane.startDiscovery();
        plane.startNetworking();
        timeout("3s");
        await("the route", () -> timeoutOnCluster().equals("3s"));
        await("CredentialsCurrent", () -> says("CredentialsCurrent", "True", "Renewed"));
        plane.awaitQuiet();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void tokensAreRenewedAndNothingIsReadAnew() throws Exception {
        String before = get(plane.management, SECRET).path("data").toString();
        cluster.transcript().clear();
        plane.management.transcript().clear();

        later(Duration.ofDays(4));

        await(
                "another Secret",
                () -> !get(plane.management, SECRET).path("data").toString().equals(before));
        await(
                "the new end is told",
                () -> condition(plane.management, CLUSTER, "CredentialsCurrent")
                        .path("message")
                        .asText()
                        .contains(start.plus(Duration.ofDays(11)).toString()));
        // Only with the new tokens can anything be done from here on.
        later(Duration.ofDays(4));
        cluster.dropWatches(null);
        timeout("4s");
        await("the edit", () -> timeoutOnCluster().equals("4s"));
        assertThat(lists()).as("lists of what was known").isEmpty();
        assertThat(writesOfDiscovered()).isEmpty();
        assertThat(says("Discovered", "True", "Discovered")).isTrue();
    }

    @Test
    void withoutTheRightToRenewTheClusterSaysWhatToDoAndWhenItIsTooLateThatItIs() throws Exception {
        LivePlane.call(
                cluster,
                "DELETE",
                "/apis/rbac.authorization.k8s.io/v1/namespaces/gloo-mesh/rolebindings/cluster-1-cluster-1-token-renewal-role-binding");

        later(Duration.ofDays(4));
        await("RenewalFailed", () -> says("CredentialsCurrent", "False", "RenewalFailed"));
        assertThat(condition(plane.management, CLUSTER, "CredentialsCurrent")
                        .path("message")
                        .asText())
                .contains("may not create tokens", "meshctl cluster register cluster-1");

        later(Duration.ofDays(2));
        await("ExpiresSoon", () -> says("CredentialsCurrent", "False", "ExpiresSoon"));

        later(Duration.ofDays(1));
        await("Expired", () -> says("CredentialsCurrent", "False", "Expired"));
        await("discovery says so too", () -> says("Permitted", "False", "Expired"));

        plane.registerByMeshctl("cluster-1");
        await("in order again", () -> says("CredentialsCurrent", "True", "Renewed"));
        await("permitted again", () -> says("Permitted", "True", "Permitted"));
    }

    @Test
    void aRevokedTokenIsToldAsSuch() {
        LivePlane.call(cluster, "DELETE", ACCOUNTS + "cluster-1-reader");
        cluster.dropWatches(null);

        await("Unauthorized", () -> says("Permitted", "False", "Unauthorized"));
    }

    /** Time passes. Threads that wait for the real one are given something to look at. */
    private void later(Duration time) {
        now.updateAndGet(before -> before.plus(time));
        patchSecret("{\"metadata\":{\"annotations\":{\"looked-at\":\"" + now.get() + "\"}}}");
    }

    private void patchSecret(String patch) {
        plane.management.call("PATCH", SECRET, "application/merge-patch+json", patch.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> lists() {
        return cluster.transcript().entries().stream()
                .filter(entry -> entry.verb().equals("list") && entry.path().contains("limit="))
                .map(entry -> entry.verb() + " " + entry.path())
                .toList();
    }

    private List<String> writesOfDiscovered() {
        return LivePlane.writes(plane.management).stream()
                .filter(write -> write.contains("/discovery.mesh.gloo.solo.io/"))
                .filter(write -> !write.contains("/status"))
                .toList();
    }

    private boolean says(String type, String status, String reason) {
        return condition(plane.management, CLUSTER, type)
                        .path("status")
                        .asText()
                        .equals(status)
                && condition(plane.management, CLUSTER, type)
                        .path("reason")
                        .asText()
                        .equals(reason);
    }

    private String timeoutOnCluster() {
        return get(cluster, ROUTE).at("/spec/http/0/timeout").asText();
    }

    private void timeout(String timeout) {
        plane.apply(POLICIES, """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: TrafficPolicy, metadata: {name: ratings},
                 spec: {destinationSelector: [{kubeServiceRefs: {services: [{name: ratings, namespace: bookinfo, clusterName: cluster-1}]}}],
                        requestTimeout: %s}}""".formatted(timeout));
    }
}
