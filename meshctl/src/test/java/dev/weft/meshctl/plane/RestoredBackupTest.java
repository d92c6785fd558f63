// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.meshctl.Meshctl;
import dev.weft.meshctl.Meshctl.Run;
import dev.weft.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A management cluster that knows less than it did: nothing is deleted for it before somebody has looked. */
@Timeout(180)
final class RestoredBackupTest {

    private static final List<String> SERVICES = List.of("details", "productpage", "ratings", "reviews");
    private static final String REGISTRATION =
            "/apis/multicluster.solo.io/v1alpha1/namespaces/gloo-mesh/kubernetesclusters/" + Bookinfo.CLUSTER;
    private static final String CORE = "/api/v1/namespaces/bookinfo/services/";
    private static final String TARGETS =
            "/apis/discovery.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/traffictargets";

    @TempDir
    private Path folder;

    private LivePlane plane;
    private Bookinfo bookinfo;
    private Sandbox cluster;
    private Path kubeconfig;

    @BeforeEach
    void start() throws Exception {
        plane = new LivePlane();
        bookinfo = new Bookinfo(plane);
        cluster = plane.cluster(Bookinfo.CLUSTER, Bookinfo.objects(Bookinfo.CLUSTER));
        LivePlane.namespace(plane.management, "bookinfo");
        plane.register(Bookinfo.CLUSTER);
        kubeconfig = Files.writeString(folder.resolve("kubeconfig"), plane.management.kubeconfig());
        plane.startDiscovery();
        plane.startNetworking();
        SERVICES.forEach(service -> bookinfo.timeout(service, "3s"));
        for (String name : List.of("extra-1", "extra-2", "extra-3", "extra-4", "extra-5")) {
            LivePlane.applyYaml(
                    cluster,
                    "/api/v1/namespaces/bookinfo/services",
                    "{apiVersion: v1, kind: Service, metadata: {name: " + name + "},"
                            + " spec: {selector: {app: reviews}, ports: [{name: http, port: 80}]}}");
            bookinfo.timeout(name, "3s");
        }
        SERVICES.forEach(bookinfo::awaitProgrammed);
        bookinfo.awaitProgrammed("extra-5");
        plane.awaitQuiet();
        plane.stopOperators();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    private Run approve(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("approve", "deletes", "--cluster", Bookinfo.CLUSTER, "--kubeconfig", kubeconfig.toString()));
        arguments.addAll(List.of(more));
        return Meshctl.run(arguments.toArray(String[]::new));
    }

    private long routes() {
        return SERVICES.stream()
                .filter(service -> Bookinfo.route(cluster, service).has("spec"))
                .count();
    }

    private void awaitAsked(String type) {
        await(
                "the cluster says what waits",
                () -> LivePlane.condition(plane.management, REGISTRATION, type)
                        .path("message")
                        .asText()
                        .contains("objects would be deleted after a start ("));
    }

    @Test
    void policiesThatAreGoneAfterAStartTakeNothingAlongBeforeAnApproval() {
        SERVICES.forEach(service -> delete(plane.management, Bookinfo.POLICIES + service + "-" + Bookinfo.CLUSTER));
        for (int i = 1; i <= 5; i++) {
            delete(plane.management, Bookinfo.POLICIES + "extra-" + i + "-" + Bookinfo.CLUSTER);
        }

        plane.startDiscovery();
        plane.startNetworking();
        awaitAsked("Programmed");
        plane.awaitQuiet();

        assertThat(routes()).isEqualTo(SERVICES.size());
        Run shown = approve();
        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.out()).contains("Programmed: ", "VirtualService bookinfo/", "repeat the command with --yes");
        assertThat(routes()).isEqualTo(SERVICES.size());

        Run approved = approve("--yes");

        assertThat(approved.code()).as(approved.toString()).isZero();
        await("they are gone", () -> routes() == 0);
        await("and nothing waits any more", () -> approve().code() == 0);
    }

    /** Discovery asks for itself, and so does networking for what follows from it. */
    @Test
    void servicesThatAreGoneAfterAStartKeepTheirTargetsBeforeAnApproval() {
        for (int i = 1; i <= 5; i++) {
            delete(cluster, CORE + "extra-" + i);
        }

        plane.startDiscovery();
        plane.startNetworking();
        awaitAsked("Discovered");

        assertThat(targets()).isEqualTo(5);
        assertThat(approve("--yes").code()).isZero();
        await("they are gone", () -> targets() == 0);
    }

    private long targets() {
        return LivePlane.list(plane.management, TARGETS).stream()
                .filter(target -> target.at("/metadata/name").asText().startsWith("extra-"))
                .count();
    }

    private static void delete(Sandbox server, String path) {
        assertThat(server.call("DELETE", path, "", new byte[0]).code()).as(path).isEqualTo(200);
    }
}
