// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.demo.standin.Administrator;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.sandbox.LocalReply;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A kube-sandbox in this process, asked without the network, by several threads. */
final class SandboxServer implements StageServer, Administrator, AutoCloseable {

    private static final int NOT_FOUND = 404;
    private static final int REFUSED = 300;

    private final String name;
    private final Path data;
    /** Held by each call, and by whoever takes the server away or brings it back. */
    private final ReentrantReadWriteLock line = new ReentrantReadWriteLock();

    private Sandbox server;
    private boolean away;

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
        LocalReply reply = call("GET", path, "", new byte[0]);
        return reply.code() == NOT_FOUND ? Optional.empty() : Optional.of(reply.object());
    }

    @Override
    public void patch(String path, String contentType, JsonNode body) throws CommandFailedException {
        must(call("PATCH", path, contentType, CanonicalJson.bytes(body)), "PATCH " + path);
    }

    @Override
    public void delete(String path) throws CommandFailedException {
        LocalReply reply = call("DELETE", path + "?gracePeriodSeconds=0", "", new byte[0]);
        if (reply.code() != NOT_FOUND) {
            must(reply, "DELETE " + path);
        }
    }

    private void must(LocalReply reply, String what) throws CommandFailedException {
        if (reply.code() >= REFUSED) {
            String message = new String(reply.body(), StandardCharsets.UTF_8);
            throw new CommandFailedException(name + " refuses " + what + ": " + message, "");
        }
    }

    /** Not while it is cut off, nor may it be so in the middle of a call. */
    private LocalReply call(String method, String path, String contentType, byte[] body) {
        line.readLock().lock();
        try {
            if (away) {
                throw new UncheckedIOException(new IOException(name + " is cut off"));
            }
            return server.call(method, path, contentType, body);
        } finally {
            line.readLock().unlock();
        }
    }

    @Override
    public void cutOff() {
        line.writeLock().lock();
        try {
            away = true;
            server.close();
        } finally {
            line.writeLock().unlock();
        }
    }

    @Override
    public void comeBack() throws IOException {
        line.writeLock().lock();
        try {
            int port = URI.create(server.url()).getPort();
            server = Sandbox.start(SandboxOptions.named(name).withData(data).withPort(port));
            away = false;
        } finally {
            line.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        cutOff();
    }
}
