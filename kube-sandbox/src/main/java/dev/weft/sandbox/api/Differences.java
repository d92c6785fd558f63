// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Resource;
import java.util.List;

/** What counts as a change of an object. */
final class Differences {
    private Differences() {}

    /** Whether {@code metadata.generation} counts it. */
    static boolean inContent(Resource resource, ObjectNode before, ObjectNode after) {
        return !content(resource, before).equals(content(resource, after));
    }

    private static ObjectNode content(Resource resource, ObjectNode object) {
        ObjectNode content = object.deepCopy();
        content.remove(List.of("apiVersion", "metadata"));
        if (resource.hasStatus() || !resource.custom()) {
            content.remove("status");
        }
        return content;
    }

    /** Whether there is anything to store. */
    static boolean any(ObjectNode before, ObjectNode after) {
        JsonNode owners = before.path("metadata").path("managedFields");
        if (!owners.isMissingNode()
                && !sameOwners(owners, after.path("metadata").path("managedFields"))) {
            return true;
        }
        ObjectNode left = before.deepCopy();
        ObjectNode right = after.deepCopy();
        Json.child(left, "metadata").remove("managedFields");
        Json.child(right, "metadata").remove("managedFields");
        return !left.equals(right);
    }

    /** The same owners of the same fields; when they wrote last does not count. */
    private static boolean sameOwners(JsonNode left, JsonNode right) {
        JsonNode one = left.deepCopy();
        JsonNode other = right.deepCopy();
        one.forEach(entry -> ((ObjectNode) entry).remove("time"));
        other.forEach(entry -> ((ObjectNode) entry).remove("time"));
        return one.equals(other);
    }
}
