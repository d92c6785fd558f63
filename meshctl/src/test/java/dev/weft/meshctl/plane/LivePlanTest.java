// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weft.meshctl.Meshctl;
import dev.weft.meshctl.Meshctl.Run;
import dev.weft.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code meshctl plan} of a plane at work. */
@Timeout(120)
class LivePlanTest {

    private static final int OK = 0;
    private static final int EFFECT = 10;
    private static final Path BOOKINFO = Path.of("../docs/demo/bookinfo");
    private static final String POLICIES =
            "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/bookinfo/trafficpolicies";
    private static final String POLICY = """
            {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: TrafficPolicy,
             metadata: {name: reviews, namespace: bookinfo},
             spec: {destinationSelector: [{kubeServiceMatcher: {namespaces: [bookinfo], labels: {app: reviews}}}],
               requestTimeout: %s}}""";

    @TempDir
    Path temp;

    private LivePlane plane;

    @BeforeEach
    void start() throws Exception {
        plane = new LivePlane();
        LivePlane.namespace(plane.management, "bookinfo");
        for (String name : new String[] {"cluster-1", "cluster-2"}) {
            plane.cluster(name, BOOKINFO.resolve("clusters").resolve(name));
            plane.register(name);
        }
        Files.writeString(temp.resolve("kubeconfig"), plane.management.kubeconfig());
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    private Stream<Sandbox> servers() {
        return Stream.concat(Stream.of(plane.management), plane.clusters.values().stream());
    }

    private Run plan(String timeout) throws Exception {
        Path change = Files.writeString(temp.resolve("change.yaml"), POLICY.formatted(timeout));
        return Meshctl.run(
                "plan", "--kubeconfig", temp.resolve("kubeconfig").toString(), "-f", change.toString(), "-o", "json");
    }

    /** Whoever is asked is asked to be read; nothing but reading is tried. */
    @Test
    void onlyReads() throws Exception {
        servers().forEach(server -> server.transcript().clear());

        assertThat(plan("3s").code()).isEqualTo(EFFECT);

        servers()
                .forEach(server -> assertThat(server.transcript().entries())
                        .as(server.name())
                        .isNotEmpty()
                        .allMatch(entry -> List.of("get", "list").contains(entry.verb())));
    }

    @Test
    void whatIsPlannedIsWhatThePlaneThenWrites() throws Exception {
        plane.apply(POLICIES, POLICY.formatted("3s"));
        plane.startDiscovery();
        plane.startNetworking();
        awaitTimeout("3s");
        plane.awaitQuiet();
        assertThat(plan("3s").code()).isEqualTo(OK);

        Run run = plan("4s");

        assertThat(run.code()).as(run.toString()).isEqualTo(EFFECT);
        JsonNode plan = new ObjectMapper().readTree(run.out());
        assertThat(plan.path("objects")).hasSize(2);
        awaitTimeout("3s");
        plane.apply(POLICIES, POLICY.formatted("4s"));
        awaitTimeout("4s");
        for (JsonNode object : plan.path("objects")) {
            assertThat(object.path("kind").asText()).isEqualTo("VirtualService");
            assertThat(object.at("/fields/0/path").asText()).isEqualTo("spec.http[0].timeout");
            assertThat(object.at("/fields/0/after").asText())
                    .isEqualTo(timeout(plane.clusters.get(object.path("cluster").asText())));
        }
    }

    private void awaitTimeout(String timeout) {
        for (Sandbox cluster : plane.clusters.values()) {
            await(cluster.name() + " has " + timeout, () -> timeout(cluster).equals(timeout));
        }
    }

    private static String timeout(Sandbox cluster) {
        return get(cluster, "/apis/networking.istio.io/v1/namespaces/bookinfo/virtualservices/reviews")
                .at("/spec/http/0/timeout")
                .asText("");
    }
}
