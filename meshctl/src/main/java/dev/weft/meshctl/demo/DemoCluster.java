// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.sandbox.LocalReply;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One cluster: an API server with objects, and its administrator, who is the user of the demo. It can be cut off and come back. */
final class DemoCluster implements AutoCloseable {

    private static final int NOT_FOUND = 404;
    private static final int REFUSED = 300;

    private final String name;
    private final Path data;
    private Sandbox server;

    private DemoCluster(String name, Path data, Sandbox server) {
        this.name = name;
        this.data = data;
        this.server = server;
    }

    /**
     * Starts it on a free port.
     *
     * @param data where it keeps its objects, so that it finds them when it comes back
     * @param load objects that it has from the start
     */
    static DemoCluster start(String name, Path data, List<Path> load) throws IOException {
        Sandbox server = Sandbox.start(SandboxOptions.named(name).withData(data).withLoad(load));
        return new DemoCluster(name, data, server);
    }

    String name() {
        return name;
    }

    String url() {
        return server.url();
    }

    /** Of the administrator. */
    String kubeconfig() {
        return server.kubeconfig();
    }

    /** The server ends: connections break, new ones are refused. */
    void cutOff() {
        server.close();
    }

    /** The server is there again, with its objects, at the same address. */
    void comeBack() throws IOException {
        int port = URI.create(server.url()).getPort();
        server = Sandbox.start(SandboxOptions.named(name).withData(data).withPort(port));
    }

    Optional<ObjectNode> find(String path) {
        LocalReply reply = server.call("GET", path, "", new byte[0]);
        return reply.code() == NOT_FOUND ? Optional.empty() : Optional.of(reply.object());
    }

    /** @param labelSelector empty for all */
    List<JsonNode> list(ResourceType type, String namespace, String labelSelector) {
        String path = namespace.isEmpty() ? type.path() : type.path(namespace);
        List<JsonNode> items = new ArrayList<>();
        find(labelSelector.isEmpty() ? path : path + "?labelSelector=" + labelSelector)
                .ifPresent(list -> list.path("items").forEach(items::add));
        return items;
    }

    /** Applies an object as {@code kubectl apply --server-side} does. */
    void apply(ResourceType type, JsonNode object) throws CommandFailedException {
        JsonNode metadata = object.path("metadata");
        String path = type.path(
                metadata.path("namespace").asText(""), metadata.path("name").asText(""));
        patch(path + "?fieldManager=kubectl&force=true", "application/apply-patch+yaml", object);
    }

    void merge(String path, JsonNode patch) throws CommandFailedException {
        patch(path, "application/merge-patch+json", patch);
    }

    private void patch(String path, String contentType, JsonNode body) throws CommandFailedException {
        LocalReply reply = server.call("PATCH", path, contentType, CanonicalJson.bytes(body));
        if (reply.code() >= REFUSED) {
            String message = new String(reply.body(), StandardCharsets.UTF_8);
            throw new CommandFailedException(name + " refuses PATCH " + path + ": " + message, "");
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
