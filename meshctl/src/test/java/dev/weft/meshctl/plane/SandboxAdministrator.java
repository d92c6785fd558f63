// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.demo.standin.Administrator;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.sandbox.LocalReply;
import dev.weft.sandbox.Sandbox;
import java.util.Optional;

/** The administrator of a kube-sandbox. */
public record SandboxAdministrator(Sandbox server) implements Administrator {

    @Override
    public Optional<ObjectNode> find(String path) {
        LocalReply reply = server.call("GET", path, "", new byte[0]);
        return reply.code() == 404 ? Optional.empty() : Optional.of(reply.object());
    }

    @Override
    public void patch(String path, String contentType, JsonNode body) throws CommandFailedException {
        must(server.call("PATCH", path, contentType, CanonicalJson.bytes(body)));
    }

    @Override
    public void delete(String path) throws CommandFailedException {
        must(server.call("DELETE", path + "?gracePeriodSeconds=0", "", new byte[0]));
    }

    private static void must(LocalReply reply) throws CommandFailedException {
        if (reply.code() >= 300) {
            throw new CommandFailedException(reply.code() + " " + reply.text(), "");
        }
    }
}
