// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.status.Cause;
import dev.weft.sandbox.status.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps apart what a call may set and what it may not. */
final class ServerFields {
    /** Fields of metadata that only the server sets. */
    static final List<String> METADATA = List.of(
            "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink");

    private ServerFields() {}

    /** The fields of {@code after} that an update may set, over those of {@code before} that it may not. */
    static ObjectNode kept(Call call, ObjectNode before, ObjectNode after) {
        Resource resource = call.resource();
        JsonNode sentOwners = after.path("metadata").path("managedFields");
        ObjectNode object = content(call, before, after);
        ObjectNode metadata = Json.child(object, "metadata");
        JsonNode old = before.path("metadata");
        for (String field : METADATA) {
            replace(metadata, field, old.get(field));
        }
        metadata.put("name", call.name());
        metadata.set("resourceVersion", old.path("resourceVersion"));
        if (resource.namespaced()) {
            metadata.put("namespace", call.namespace());
        }
        forbidNewFinalizers(call, old, metadata);
        if (call.subresource().equals("status") && sentOwners.isArray()) {
            metadata.set("managedFields", sentOwners);
        }
        return object;
    }

    private static ObjectNode content(Call call, ObjectNode before, ObjectNode after) {
        switch (call.subresource()) {
            case "status" -> {
                ObjectNode object = before.deepCopy();
                replace(object, "status", after.get("status"));
                return object;
            }
            case "finalize" -> {
                ObjectNode object = before.deepCopy();
                replace(object, "spec", after.get("spec"));
                return object;
            }
            default -> {
                if (call.resource().hasStatus()) {
                    replace(after, "status", before.get("status"));
                }
                if (call.resource().id().equals("/namespaces")) {
                    JsonNode finalizers = before.path("spec").path("finalizers");
                    Json.child(after, "spec").set("finalizers", finalizers);
                }
                return after;
            }
        }
    }

    private static void replace(ObjectNode object, String field, @Nullable JsonNode value) {
        if (value == null) {
            object.remove(field);
        } else {
            object.set(field, value);
        }
    }

    private static void forbidNewFinalizers(Call call, JsonNode old, ObjectNode metadata) {
        if (!old.has("deletionTimestamp")) {
            return;
        }
        Set<JsonNode> known = new HashSet<>();
        old.path("finalizers").forEach(known::add);
        for (JsonNode finalizer : metadata.path("finalizers")) {
            if (!known.contains(finalizer)) {
                Resource resource = call.resource();
                Cause cause = Cause.forbidden(
                        "metadata.finalizers",
                        "no new finalizers can be added if the object is being deleted, found new finalizers []string{"
                                + finalizer + "}");
                throw Refusal.invalid(resource.group(), resource.kind(), call.name(), List.of(cause));
            }
        }
    }
}
