// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.CommandFailedException;
import java.util.ArrayList;
import java.util.List;

/** How stand-ins read and write. */
final class Applying {

    private static final String APPLY = "application/apply-patch+yaml";
    private static final String MERGE = "application/merge-patch+json";

    private Applying() {}

    /** Creates or changes an object, or its status, as its one writer. */
    static void apply(Administrator cluster, String path, ObjectNode object) throws CommandFailedException {
        cluster.patch(path + "?fieldManager=stand-in&force=true", APPLY, object);
    }

    static void merge(Administrator cluster, String path, ObjectNode patch) throws CommandFailedException {
        cluster.patch(path, MERGE, patch);
    }

    static List<JsonNode> list(Administrator cluster, String path) {
        List<JsonNode> items = new ArrayList<>();
        cluster.find(path).ifPresent(list -> list.path("items").forEach(items::add));
        return items;
    }

    /** An object without content. */
    static ObjectNode object(String apiVersion, String kind, String name) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", apiVersion).put("kind", kind);
        object.putObject("metadata").put("name", name);
        return object;
    }

    static String name(JsonNode object) {
        return object.at("/metadata/name").asText("");
    }
}
