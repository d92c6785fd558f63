// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.gc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;

/** Takes a finalizer out of an object. */
final class Finalizers {
    private Finalizers() {}

    static void remove(ObjectNode object, String finalizer) {
        ArrayNode list = Json.list(Json.child(object, "metadata"), "finalizers");
        for (int i = list.size() - 1; i >= 0; i--) {
            if (list.get(i).asText().equals(finalizer)) {
                list.remove(i);
            }
        }
        if (list.isEmpty()) {
            Json.child(object, "metadata").remove("finalizers");
        }
    }
}
