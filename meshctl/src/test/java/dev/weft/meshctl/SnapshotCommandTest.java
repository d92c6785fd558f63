// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.sandbox.Sandbox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code meshctl debug snapshot} as whom it reads, and what it says when it cannot. */
class SnapshotCommandTest {

    private static final String READER =
            "/apis/rbac.authorization.k8s.io/v1/clusterroles/gloomesh-remote-access-reader";

    @TempDir
    Path folder;

    private TwoServers servers;

    @BeforeEach
    void start() throws Exception {
        servers = new TwoServers(folder);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void readsEachClusterAsItsReader() {
        servers.installCrds();
        assertThat(servers.cluster("register", "east").code()).isZero();
        servers.east().transcript().clear();
        Meshctl.Run run = snapshot();
        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(servers.east().transcript().entries())
                .isNotEmpty()
                .allMatch(entry -> entry.user().equals("system:serviceaccount:gloo-mesh:east-reader"));
        assertThat(run.out()).contains("(management)").containsPattern("east +\\d+ +-\n");
    }

    @Test
    void I1_aKindThatTheReaderMayNotReadIsUnknownAndTheReasonIsTold() throws Exception {
        servers.installCrds();
        assertThat(servers.cluster("register", "east").code()).isZero();
        forbid(servers.east(), "nodes");
        Meshctl.Run run = snapshot();
        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out())
                .containsPattern("east +\\d+ +Node\n")
                .containsPattern("east: Node is unknown since \\S+Z: Forbidden: ")
                .contains("nodes");
        assertThat(Files.readString(folder.resolve("snapshot/clusters/east/unknown.yaml")))
                .contains("apiVersion: v1\n  kind: Node\n  reason: Forbidden\n  since: ");
    }

    @Test
    void aManagementClusterWithoutKindsOrThatDoesNotAnswerIsAnErrorAndNothingIsWritten() throws Exception {
        Meshctl.Run none = snapshot();
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("KubernetesCluster is not installed").contains("-> Install the kinds first");
        Path file = servers.kubeconfig("mgmt");
        Files.writeString(file, Files.readString(file).replaceAll("127.0.0.1:[0-9]+", "127.0.0.1:1"));
        Meshctl.Run dead = snapshot();
        assertThat(dead.code()).isEqualTo(1);
        assertThat(dead.err()).contains("127.0.0.1:1").contains("-> Check that the server runs");
        assertThat(folder.resolve("snapshot")).doesNotExist();
    }

    @Test
    void withoutAClusterItSaysSo() {
        servers.installCrds();
        assertThat(snapshot("-n", "elsewhere").out())
                .contains("No cluster is registered in namespace elsewhere.")
                .contains("--namespace elsewhere");
    }

    private Meshctl.Run snapshot(String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("debug", "snapshot", "--dir", folder.resolve("snapshot").toString()));
        arguments.addAll(List.of(more));
        return servers.onManagement(arguments.toArray(String[]::new));
    }

    /** Takes a resource out of what the reader may read. */
    private static void forbid(Sandbox server, String resource) throws Exception {
        String role = TwoServers.get(server, READER).toString().replace("\"" + resource + "\",", "");
        assertThat(server.call("PUT", READER, "application/json", role.getBytes(StandardCharsets.UTF_8))
                        .code())
                .isEqualTo(200);
    }
}
