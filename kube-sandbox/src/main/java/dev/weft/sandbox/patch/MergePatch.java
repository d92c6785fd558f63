// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON merge patch, RFC 7396. */
public final class MergePatch {
    private MergePatch() {}

    /** Changes the target and returns it. */
    public static ObjectNode apply(ObjectNode target, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                target.remove(entry.getKey());
            } else {
                target.set(entry.getKey(), merged(target.get(entry.getKey()), value));
            }
        }
        return target;
    }

    private static JsonNode merged(@Nullable JsonNode target, JsonNode patch) {
        if (patch instanceof ObjectNode fields) {
            return apply(target instanceof ObjectNode present ? present : Json.object(), fields);
        }
        return patch.deepCopy();
    }
}
