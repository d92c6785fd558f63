// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.sandbox.LocalReply;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A kube-sandbox in this process, asked without the network. */
final class SandboxServer implements StageServer, AutoCloseable {

    private static final int NOT_FOUND = 404;
    private static final int REFUSED = 300;

    private final String name;
    private final Path data;
    private Sandbox server;

    private SandboxServer(String name, Path data, Sandbox server) {
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
    static SandboxServer start(String name, Path data, List<Path> load) throws IOException {
        Sandbox server = Sandbox.start(SandboxOptions.named(name).withData(data).withLoad(load));
        return new SandboxServer(name, data, server);
    }

    @Override
    public String url() {
        return server.url();
    }

    @Override
    public String kubeconfig() {
        return server.kubeconfig();
    }

    @Override
    public Optional<ObjectNode> find(String path) {
        LocalReply reply = server.call("GET", path, "", new byte[0]);
        return reply.code() == NOT_FOUND ? Optional.empty() : Optional.of(reply.object());
    }

    @Override
    public void patch(String path, String contentType, JsonNode body) throws CommandFailedException {
        LocalReply reply = server.call("PATCH", path, contentType, CanonicalJson.bytes(body));
        if (reply.code() >= REFUSED) {
            String message = new String(reply.body(), StandardCharsets.UTF_8);
            throw new CommandFailedException(name + " refuses PATCH " + path + ": " + message, "");
        }
    }

    @Override
    public void cutOff() {
        server.close();
    }

    @Override
    public void comeBack() throws IOException {
        int port = URI.create(server.url()).getPort();
        server = Sandbox.start(SandboxOptions.named(name).withData(data).withPort(port));
    }

    @Override
    public void close() {
        server.close();
    }
}
