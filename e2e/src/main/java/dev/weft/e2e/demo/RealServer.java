// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.servers.ApiServer;
import dev.weft.e2e.servers.ApiServers;
import dev.weft.e2e.servers.ClusterObjects;
import dev.weft.meshctl.demo.StageServer;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** A real API server of the demo. */
record RealServer(ApiServers servers, ApiServer server, ClusterObjects objects) implements StageServer, AutoCloseable {

    static RealServer of(ApiServers servers, String name) {
        ApiServer server = servers.server(name);
        return new RealServer(servers, server, ClusterObjects.of(server));
    }

    @Override
    public String url() {
        return server.url().toString();
    }

    @Override
    public String kubeconfig() {
        return server.kubeconfig();
    }

    @Override
    public Optional<ObjectNode> find(String path) {
        try {
            return objects.find(path);
        } catch (ApiException e) {
            throw new UncheckedIOException(new IOException(e.getMessage(), e));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void patch(String path, String contentType, JsonNode body) throws CommandFailedException {
        try {
            objects.call(
                    new ApiCall(ApiCall.Method.PATCH, path, contentType, CanonicalJson.bytes(body), ApiCall.TIMEOUT));
        } catch (ApiException e) {
            throw new CommandFailedException(
                    server.name() + " refuses PATCH " + path + ": " + e.getMessage(), CommandFailedException.remedy(e));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The interrupt stays: whoever waits next ends by it. */
    private static UncheckedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException failure = new InterruptedIOException("interrupted while a server was asked");
        failure.initCause(e);
        return new UncheckedIOException(failure);
    }

    @Override
    public void cutOff() throws InterruptedException {
        servers.cutOff(server.name());
    }

    @Override
    public void comeBack() throws IOException, InterruptedException {
        servers.comeBack(server.name());
    }

    @Override
    public void close() {
        objects.close();
    }
}
