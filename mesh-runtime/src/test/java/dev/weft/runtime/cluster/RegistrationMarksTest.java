// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.CrdFiles;
import dev.weft.api.Kinds;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.JdkClients;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.KubeApis;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Marks;
import dev.weft.sandbox.LocalReply;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A management cluster with registrations; what the watches would tell is told by hand. */
final class RegistrationMarksTest {

    private static final GroupKind CLUSTER =
            new GroupKind(Kinds.KUBERNETES_CLUSTER.group(), Kinds.KUBERNETES_CLUSTER.kind());
    private static final String OBJECTS =
            "/apis/multicluster.solo.io/v1alpha1/namespaces/gloo-mesh/kubernetesclusters/";
    private static final String SECRETS = "/api/v1/namespaces/gloo-mesh/secrets/";
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String DEFINITION = DEFINITIONS + "/kubernetesclusters.multicluster.solo.io";
    private static final Set<String> WRITES = Set.of("patch", "update", "delete", "create");

    private Instant now = Instant.EPOCH;
    private boolean leads = true;
    private Sandbox server;
    private KubeApi api;
    private RegistrationMarks marks;

    @BeforeEach
    void start() throws IOException {
        server = Sandbox.start(SandboxOptions.named("mgmt"));
        installDefinition();
        apply(
                "/api/v1/namespaces/gloo-mesh",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"gloo-mesh\"}}");
        api = KubeApis.connect(
                new Endpoint(
                        server.url(),
                        Optional.of(server.identity().authorityPem()),
                        Endpoint.Credentials.BearerToken.fixed(server.identity().adminToken())),
                new JdkClients(),
                "tests");
        marks = new RegistrationMarks(api, () -> leads, "networking", () -> now);
    }

    @AfterEach
    void stop() {
        api.close();
        server.close();
    }

    @Test
    void aSecretIsMarkedWithTheKubernetesClusterThatItIsSeenWith() throws Exception {
        register("east");

        marks.step();

        assertThat(marked("east")).isEqualTo(new Marks(uid(OBJECTS + "east"), ""));
        int writes = writes();
        marks.step();
        assertThat(writes()).as("once").isEqualTo(writes);
    }

    @Test
    void aSecretThatNeverHadAKubernetesClusterIsLeftAlone() throws Exception {
        secret("old");
        pass();

        marks.step();
        pass();
        marks.step();

        assertThat(marked("old")).isEqualTo(Marks.NONE);
    }

    @Test
    void aDeletedKubernetesClusterEndsTheRegistrationAfterAWhileAndNotBefore() throws Exception {
        register("east");
        marks.step();
        String uid = uid(OBJECTS + "east");
        delete("east");

        marks.step();
        now = now.plus(RegistrationMarks.SETTLE).minusMillis(1);
        marks.step();
        assertThat(marked("east").deregister()).isEmpty();

        now = now.plusMillis(1);
        marks.step();
        assertThat(marked("east")).isEqualTo(new Marks(uid, uid));
    }

    @Test
    void aKubernetesClusterThatTheWatchHasLostButTheServerHasEndsNothing() throws Exception {
        register("east");
        marks.step();
        marks.lost(object("east"));

        endAll();

        assertThat(marked("east").deregister()).isEmpty();
    }

    @Test
    void aDeletedDefinitionEndsNothingAndNeitherDoesOneThatIsInstalledAgain() throws Exception {
        register("east");
        marks.step();
        call("DELETE", DEFINITION, "", "");
        marks.lost(object("east"));

        endAll();
        assertThat(marked("east").deregister()).as("without the kind").isEmpty();

        installDefinition();
        endAll();
        assertThat(marked("east").deregister()).as("with another one").isEmpty();
    }

    @Test
    void whenMostRegistrationsWouldEndAtOnceNoneDoes() throws Exception {
        register("east");
        register("west");
        register("north");
        marks.step();
        delete("east");
        delete("west");

        endAll();

        assertThat(marked("east").deregister()).isEmpty();
        assertThat(marked("west").deregister()).isEmpty();
    }

    @Test
    void oneAfterTheOtherMayGo() throws Exception {
        register("east");
        register("west");
        marks.step();
        delete("east");
        endAll();
        assertThat(marked("east").deregister()).isNotEmpty();

        delete("west");
        endAll();

        assertThat(marked("west").deregister()).isNotEmpty();
    }

    @Test
    void aKubernetesClusterThatComesBackTakesTheMarkAway() throws Exception {
        register("east");
        marks.step();
        delete("east");
        endAll();
        assertThat(marked("east").deregister()).isNotEmpty();

        kubernetesCluster("east");
        marks.step();

        assertThat(marked("east")).isEqualTo(new Marks(uid(OBJECTS + "east"), ""));
    }

    @Test
    void whatMeshctlMarkedStaysMarkedWhileTheKubernetesClusterIsThere() throws Exception {
        register("east");
        marks.step();
        String uid = uid(OBJECTS + "east");
        patch(SECRETS + "east", "{\"metadata\":{\"annotations\":{\"weft.dev/deregister\":\"" + uid + "\"}}}");
        marks.put(raw(secretId("east"), get(SECRETS + "east")));

        marks.step();

        assertThat(marked("east")).isEqualTo(new Marks(uid, uid));
    }

    @Test
    void aProcessThatDoesNotLeadMarksNothing() throws Exception {
        leads = false;
        register("east");

        marks.step();

        assertThat(marked("east")).isEqualTo(Marks.NONE);
    }

    /** Long enough for whatever is missing. */
    private void endAll() throws InterruptedException {
        marks.step();
        pass();
        marks.step();
    }

    private void pass() {
        now = now.plus(RegistrationMarks.SETTLE);
    }

    private void register(String name) {
        secret(name);
        kubernetesCluster(name);
    }

    private void secret(String name) {
        apply(SECRETS + name, """
                {"apiVersion":"v1","kind":"Secret","metadata":{"name":"%s"},"type":"solo.io/kubeconfig"}""".formatted(name));
        marks.put(raw(secretId(name), get(SECRETS + name)));
    }

    private void kubernetesCluster(String name) {
        apply(OBJECTS + name, """
                {"apiVersion":"multicluster.solo.io/v1alpha1","kind":"KubernetesCluster","metadata":{"name":"%s"},"spec":{}}""".formatted(name));
        marks.seen(raw(object(name), get(OBJECTS + name)));
    }

    private void delete(String name) {
        call("DELETE", OBJECTS + name, "", "");
        marks.lost(object(name));
    }

    private void installDefinition() {
        String yaml = CrdFiles.ofManagement().entrySet().stream()
                .filter(file -> file.getValue().contains("kubernetesclusters.multicluster.solo.io"))
                .findFirst()
                .orElseThrow()
                .getValue();
        apply(DEFINITION, yaml);
    }

    private Marks marked(String name) {
        return RegistrationMarks.marks(raw(secretId(name), get(SECRETS + name)));
    }

    private int writes() {
        return (int) server.transcript().entries().stream()
                .filter(entry -> WRITES.contains(entry.verb()))
                .count();
    }

    private String uid(String path) {
        return get(path).at("/metadata/uid").asText();
    }

    private static ObjectId secretId(String name) {
        return new ObjectId(ObjectId.MANAGEMENT, Registration.SECRET, "gloo-mesh", name);
    }

    private static ObjectId object(String name) {
        return new ObjectId(ObjectId.MANAGEMENT, CLUSTER, "gloo-mesh", name);
    }

    private static RawObject raw(ObjectId id, ObjectNode body) {
        return new RawObject(id, "v1", body, "test");
    }

    private ObjectNode get(String path) {
        return call("GET", path, "", "");
    }

    private void apply(String path, String object) {
        call("PATCH", path + "?fieldManager=test&force=true", "application/apply-patch+yaml", object);
    }

    private void patch(String path, String json) {
        call("PATCH", path, "application/merge-patch+json", json);
    }

    private ObjectNode call(String method, String path, String type, String body) {
        LocalReply reply = server.call(method, path, type, body.getBytes(StandardCharsets.UTF_8));
        ObjectNode answer = CanonicalJson.object(reply.body());
        assertThat(reply.code()).as(answer.toString()).isLessThan(300);
        return answer;
    }
}
