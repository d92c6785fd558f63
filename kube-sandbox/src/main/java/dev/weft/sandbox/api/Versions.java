// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.store.Stored;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Shows objects in the version that was asked for: with conversion strategy None only apiVersion differs. */
final class Versions {
    private Versions() {}

    static byte[] bytes(Resource resource, Stored stored) {
        byte[] head = head(resource);
        byte[] json = stored.json();
        boolean same = json.length > head.length && Arrays.equals(json, 0, head.length, head, 0, head.length);
        return same ? json : Json.bytes(tree(resource, stored));
    }

    static ObjectNode tree(Resource resource, Stored stored) {
        return stored.tree().put("apiVersion", resource.apiVersion());
    }

    private static byte[] head(Resource resource) {
        return ("{\"apiVersion\":\"" + resource.apiVersion() + "\",").getBytes(StandardCharsets.UTF_8);
    }

    /** The order of fields in which objects are kept. */
    static ObjectNode ordered(ObjectNode object, String apiVersion) {
        ObjectNode result = Json.object().put("apiVersion", apiVersion);
        for (String first : List.of("kind", "metadata")) {
            if (object.has(first)) {
                result.set(first, object.get(first));
            }
        }
        object.properties().forEach(entry -> {
            if (!result.has(entry.getKey())) {
                result.set(entry.getKey(), entry.getValue());
            }
        });
        return result;
    }
}
