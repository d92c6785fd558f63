// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weft.meshctl.kubeconfig.Kubeconfig;
import dev.weft.meshctl.live.Cluster;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.sandbox.LocalReply;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A management cluster and a cluster {@code east}, each an API server in this process, and meshctl on the command line. */
final class TwoServers implements AutoCloseable {

    private final Path folder;
    private final Sandbox management;
    private final Sandbox east;

    TwoServers(Path folder) throws Exception {
        this.folder = folder;
        management = Sandbox.start(SandboxOptions.named("mgmt"));
        east = Sandbox.start(SandboxOptions.named("east"));
        Files.writeString(folder.resolve("mgmt.kubeconfig"), management.kubeconfig());
        Files.writeString(folder.resolve("east.kubeconfig"), east.kubeconfig());
    }

    Sandbox management() {
        return management;
    }

    Sandbox east() {
        return east;
    }

    Path kubeconfig(String name) {
        return folder.resolve(name + ".kubeconfig");
    }

    Meshctl.Run meshctl(String... arguments) {
        return Meshctl.run(arguments);
    }

    /** A command on the management cluster. */
    Meshctl.Run onManagement(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--kubeconfig", kubeconfig("mgmt").toString()));
        return meshctl(all.toArray(String[]::new));
    }

    /** {@code meshctl cluster VERB ARGUMENTS} with both kubeconfigs. */
    Meshctl.Run cluster(String verb, String... arguments) {
        List<String> all = new ArrayList<>(List.of("cluster", verb));
        all.addAll(List.of(arguments));
        all.addAll(List.of(
                "--kubeconfig", kubeconfig("east").toString(),
                "--mgmt-kubeconfig", kubeconfig("mgmt").toString()));
        return meshctl(all.toArray(String[]::new));
    }

    void installCrds() {
        Meshctl.Run run = onManagement("install", "crds");
        if (run.code() != 0) {
            throw new AssertionError(run);
        }
    }

    /** The object at a path; a missing node when there is none. */
    static JsonNode get(Sandbox server, String path) throws Exception {
        LocalReply reply = server.call("GET", path, "", new byte[0]);
        JsonNode tree = JsonMapper.builder().build().readTree(reply.body());
        return reply.code() == 200 ? tree : tree.path("no such field");
    }

    static void create(Sandbox server, String path, String json) {
        LocalReply reply = server.call("POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
        if (reply.code() >= 300) {
            throw new AssertionError(path + ": " + new String(reply.body(), StandardCharsets.UTF_8));
        }
    }

    static void delete(Sandbox server, String path) {
        server.call("DELETE", path, "", new byte[0]);
    }

    /** The cluster as one of the stored identities of {@code east} sees it. */
    Cluster stored(String key) throws Exception {
        JsonNode secret = get(management, "/api/v1/namespaces/gloo-mesh/secrets/east");
        Path file = folder.resolve("stored-" + key);
        Files.write(
                file, Base64.getDecoder().decode(secret.path("data").path(key).asText()));
        return Cluster.open(
                "east",
                Kubeconfig.read(Optional.of(file), Map.of())
                        .access(Optional.empty())
                        .endpoint(),
                "test");
    }

    /** The code that a call of that cluster is answered with. */
    static int code(Cluster cluster, String path) throws Exception {
        try {
            cluster.call(ApiCall.get(path));
            return 200;
        } catch (ApiException e) {
            return e.code();
        }
    }

    @Override
    public void close() {
        management.close();
        east.close();
    }
}
