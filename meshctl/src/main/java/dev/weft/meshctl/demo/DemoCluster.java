// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.kube.ResourceType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One cluster, and its administrator, who is the user of the demo. It can be cut off and come back.
 *
 * @param name of the cluster
 */
record DemoCluster(String name, StageServer server) {

    String url() {
        return server.url();
    }

    /** Connections break, new ones are refused. */
    void cutOff() throws IOException, InterruptedException {
        server.cutOff();
    }

    /** It is there again, with its objects, at the same address. */
    void comeBack() throws IOException, InterruptedException {
        server.comeBack();
    }

    Optional<ObjectNode> find(String path) {
        return server.find(path);
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
        server.patch(path + "?fieldManager=kubectl&force=true", "application/apply-patch+yaml", object);
    }

    void merge(String path, JsonNode patch) throws CommandFailedException {
        server.patch(path, "application/merge-patch+json", patch);
    }
}
