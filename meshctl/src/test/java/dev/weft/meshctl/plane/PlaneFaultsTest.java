// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.Bookinfo.awaitTimeout;
import static dev.weft.meshctl.plane.Bookinfo.route;
import static dev.weft.meshctl.plane.LivePlane.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.process.OperatorProcess;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import dev.weft.sandbox.hooks.Faults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both operators against servers that refuse, break, vanish and come back: nobody's objects are lost, and in the end all is right. */
@Timeout(120)
class PlaneFaultsTest {

    private static final Faults.Target CREATE = Faults.Target.of("create", "virtualservices");
    private static final int ALWAYS = Integer.MAX_VALUE;

    @TempDir
    private Path data;

    private LivePlane plane;
    private Bookinfo bookinfo;
    private Sandbox cluster;

    @BeforeEach
    void start() throws Exception {
        plane = new LivePlane();
        bookinfo = new Bookinfo(plane);
        cluster = plane.cluster(Bookinfo.CLUSTER, Bookinfo.objects(Bookinfo.CLUSTER), data);
        LivePlane.namespace(plane.management, "bookinfo");
        plane.register(Bookinfo.CLUSTER);
    }

    private void startOperators() {
        plane.startDiscovery();
        plane.startNetworking();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void anObjectOf012IsTakenOverInPlace() {
        Bookinfo.foreignRoute(
                cluster,
                "ratings",
                "owner.networking.mesh.gloo.solo.io: gloo-mesh, cluster.multicluster.solo.io: cluster-1");
        String uid = route(cluster, "ratings").at("/metadata/uid").asText();
        bookinfo.timeout("ratings", "3s");
        startOperators();

        bookinfo.awaitProgrammed("ratings");

        awaitTimeout(cluster, "ratings", "3s");
        assertThat(route(cluster, "ratings").at("/metadata/uid").asText()).isEqualTo(uid);
        assertThat(LivePlane.writes(cluster)).noneMatch(write -> write.startsWith("delete"));
    }

    @Test
    void anObjectOfAnotherPlaneIsNeverTouchedAndTheMessageSaysWhoseItIs() {
        Bookinfo.foreignRoute(
                cluster, "ratings", "owner.networking.mesh.gloo.solo.io: gloo-mesh, weft.dev/plane: feedfeedfeed");
        JsonNode theirs = route(cluster, "ratings");
        bookinfo.timeout("ratings", "3s");
        startOperators();

        bookinfo.awaitReason("ratings", "NameTaken");

        assertThat(bookinfo.programmed("ratings").path("message").asText())
                .contains("VirtualService bookinfo/ratings", "cluster-1", "feedfeedfeed");
        assertThat(bookinfo.policy("ratings").at("/status/state").asText()).isEqualTo("FAILED");
        assertThat(route(cluster, "ratings")).isEqualTo(theirs);
    }

    @ParameterizedTest
    @CsvSource({"403, Forbidden", "422, Invalid"})
    void aRefusedWriteIsToldWithItsReasonAndNotRepeatedAtOnce(int code, String reason) {
        cluster.faults().add(CREATE, new Faults.Refuse(code, reason, "a rule of the house says no"), 0, ALWAYS);
        bookinfo.timeout("ratings", "3s");
        startOperators();

        bookinfo.awaitReason("ratings", "Refused");
        assertThat(bookinfo.programmed("ratings").path("message").asText())
                .contains("VirtualService bookinfo/ratings", "cluster-1", "a rule of the house says no");
        assertThat(bookinfo.policy("ratings").at("/status/state").asText()).isEqualTo("FAILED");
        plane.awaitQuiet();
        assertThat(Bookinfo.attempts(cluster, "ratings")).isEqualTo(1);

        cluster.faults().clear();
        bookinfo.timeout("ratings", "4s");

        bookinfo.awaitProgrammed("ratings");
        awaitTimeout(cluster, "ratings", "4s");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void aBusyServerIsTriedAgain(int code) {
        cluster.faults().add(CREATE, new Faults.Refuse(code, "Busy", "later"), 0, 2);
        bookinfo.timeout("ratings", "3s");
        startOperators();

        bookinfo.awaitProgrammed("ratings");
    }

    @Test
    void anAnswerThatIsLostIsFoundOut() {
        cluster.faults().next(CREATE, new Faults.LoseAnswer());
        bookinfo.timeout("ratings", "3s");
        startOperators();

        bookinfo.awaitProgrammed("ratings");

        assertThat(route(cluster, "ratings").at("/metadata/generation").asLong())
                .as("written once")
                .isEqualTo(1);
    }

    @Test
    void connectionsThatBreakInListsAndWritesAreTriedAgain() {
        cluster.faults().add(Faults.Target.of("list", "pods"), new Faults.BreakConnection(), 0, 2);
        cluster.faults().add(Faults.Target.of("list", "services"), new Faults.Refuse(500, "InternalError", "x"), 0, 1);
        cluster.faults().next(CREATE, new Faults.BreakConnection());
        plane.management.faults().add(Faults.Target.of("list", "traffictargets"), new Faults.BreakConnection(), 0, 1);
        bookinfo.timeout("ratings", "3s");
        startOperators();

        bookinfo.awaitProgrammed("ratings");
    }

    @Test
    void watchesThatEndAndHistoryThatIsForgottenLoseNothing() {
        bookinfo.timeout("ratings", "3s");
        startOperators();
        bookinfo.awaitProgrammed("ratings");

        cluster.faults().add(Faults.Target.of("watch", "virtualservices"), new Faults.BreakConnection(), 0, 2);
        cluster.dropWatches(null);
        Bookinfo.patch(cluster, Bookinfo.ROUTES + "ratings", "{\"spec\":{\"hosts\":[\"drifted\"]}}");
        cluster.compact();
        plane.management.compact();
        plane.management.dropWatches(null);

        await(
                "the drift is healed",
                () -> route(cluster, "ratings").at("/spec/hosts/0").asText().startsWith("ratings"));
        bookinfo.timeout("ratings", "4s");
        awaitTimeout(cluster, "ratings", "4s");
    }

    @Test
    void whileOneClusterIsDownTheOtherGetsItsEditsAtOnceAndItCatchesUpWhenItIsBack() throws Exception {
        Sandbox other = plane.cluster("cluster-2", Bookinfo.objects("cluster-2"));
        plane.register("cluster-2");
        bookinfo.timeout("ratings", "3s");
        bookinfo.timeout("cluster-2", "ratings", "3s");
        startOperators();
        awaitTimeout(cluster, "ratings", "3s");
        awaitTimeout(other, "ratings", "3s");

        cluster.close();
        bookinfo.timeout("ratings", "4s");
        bookinfo.timeout("cluster-2", "ratings", "4s");

        awaitTimeout(other, "ratings", "4s");
        bookinfo.awaitReason("ratings", "ClusterUnreachable");
        assertThat(bookinfo.policy("ratings").at("/status/state").asText()).isEqualTo("ACCEPTED");
        bookinfo.timeout("cluster-2", "ratings", "5s");
        awaitTimeout(other, "ratings", "5s");

        Sandbox back = plane.startAgain(Bookinfo.CLUSTER, data);
        awaitTimeout(back, "ratings", "4s");
        bookinfo.awaitProgrammed("ratings");
        assertThat(LivePlane.writes(back)).noneMatch(write -> write.startsWith("delete"));
    }

    @Test
    void aKindThatIsInstalledLaterIsWrittenThen() {
        String definition =
                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/virtualservices.networking.istio.io";
        JsonNode kind = LivePlane.get(cluster, definition);
        LivePlane.call(cluster, "DELETE", definition);
        await("the kind is gone", () -> LivePlane.isMissing(cluster, definition));
        bookinfo.timeout("ratings", "3s");
        startOperators();
        await(
                "the policy says that it waits",
                () -> bookinfo.programmed("ratings").path("status").asText().equals("False"));

        LivePlane.applyYaml(cluster, LivePlane.collection(definition), LivePlane.applicable(kind));

        bookinfo.awaitProgrammed("ratings");
    }

    @Test
    void aRightThatIsTakenAndGivenBack() throws Exception {
        plane.deregister(Bookinfo.CLUSTER);
        plane.registerByMeshctl(Bookinfo.CLUSTER);
        String role = "/apis/rbac.authorization.k8s.io/v1/clusterroles/gloomesh-remote-access";
        JsonNode rights = LivePlane.get(cluster, role);
        Bookinfo.patch(cluster, role, "{\"rules\":" + without(rights.path("rules"), "create") + "}");
        bookinfo.timeout("ratings", "3s");
        startOperators();
        bookinfo.awaitReason("ratings", "Refused");

        Bookinfo.patch(cluster, role, "{\"rules\":" + rights.path("rules") + "}");

        bookinfo.awaitProgrammed("ratings");
    }

    private static String without(JsonNode rules, String verb) {
        return rules.toString().replace("\"" + verb + "\",", "").replace(",\"" + verb + "\"", "");
    }

    @Test
    void anotherServerUnderTheSameNameIsWrittenAnewAndTheFirstIsLeftAlone() throws Exception {
        bookinfo.timeout("ratings", "3s");
        startOperators();
        bookinfo.awaitProgrammed("ratings");
        plane.awaitQuiet();
        cluster.transcript().clear();
        try (Sandbox replacement = Sandbox.start(
                SandboxOptions.named("replacement").withLoad(List.of(Bookinfo.objects(Bookinfo.CLUSTER))))) {

            plane.register(Bookinfo.CLUSTER, replacement.kubeconfig());

            awaitTimeout(replacement, "ratings", "3s");
            bookinfo.awaitProgrammed("ratings");
            assertThat(LivePlane.writes(cluster)).isEmpty();
            plane.stopOperators();
        }
    }

    @Test
    void ofTwoReplicasOneWritesAndTheOtherGoesOnWhenItEnds() {
        bookinfo.timeout("ratings", "3s");
        OperatorProcess firstDiscovery = plane.startDiscovery();
        OperatorProcess firstNetworking = plane.startNetworking();
        await("the first lead", () -> firstDiscovery.leads() && firstNetworking.leads());
        startOperators();
        bookinfo.awaitProgrammed("ratings");
        plane.awaitQuietOf(firstDiscovery, firstNetworking);
        assertThat(Bookinfo.attempts(cluster, "ratings"))
                .as("written by one of them")
                .isEqualTo(1);

        firstDiscovery.close();
        firstNetworking.close();
        bookinfo.timeout("ratings", "4s");

        awaitTimeout(cluster, "ratings", "4s");
        bookinfo.awaitProgrammed("ratings");
    }

    @Test
    void aDelayedAnswerHoldsUpNoOtherObject() {
        cluster.faults().next(CREATE, new Faults.Delay(Duration.ofSeconds(3)));
        bookinfo.timeout("details", "3s");
        bookinfo.timeout("ratings", "3s");
        bookinfo.timeout("reviews", "3s");
        startOperators();

        bookinfo.awaitProgrammed("details");
        bookinfo.awaitProgrammed("ratings");
        bookinfo.awaitProgrammed("reviews");
    }
}
