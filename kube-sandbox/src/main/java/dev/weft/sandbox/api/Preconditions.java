// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.status.Cause;
import dev.weft.sandbox.status.Refusal;
import java.util.List;

/** Whether an update means the object that is there: its name, its uid, its resourceVersion. */
final class Preconditions {
    private Preconditions() {}

    /** @throws Refusal 400 for another place, 409 for another object or another state of it */
    static void check(Call call, ObjectNode before, ObjectNode after) {
        Resource resource = call.resource();
        JsonNode metadata = after.path("metadata");
        requireName(call, after);
        String namespace = Json.at(metadata, "namespace");
        if (!namespace.isEmpty() && !namespace.equals(call.namespace())) {
            throw Refusal.badRequest("the namespace of the object (" + namespace
                    + ") does not match the namespace on the URL (" + call.namespace() + ")");
        }
        String uid = Json.at(metadata, "uid");
        String present = Json.at(before, "metadata", "uid");
        if (!uid.isEmpty() && !uid.equals(present)) {
            throw Refusal.conflict(
                    resource.group(),
                    resource.plural(),
                    call.name(),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + present);
        }
        checkVersion(call, Json.at(metadata, "resourceVersion"), Json.at(before, "metadata", "resourceVersion"));
    }

    /** @throws Refusal 400 when the object has another name than the path */
    static void requireName(Call call, ObjectNode object) {
        String name = Json.at(object, "metadata", "name");
        if (!name.isEmpty() && !name.equals(call.name())) {
            throw Refusal.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + call.name() + ")");
        }
    }

    private static void checkVersion(Call call, String version, String present) {
        Resource resource = call.resource();
        if (version.isEmpty()) {
            if (call.verb().equals("update") && resource.custom()) {
                Cause cause = Cause.invalid(
                        "metadata.resourceVersion", Json.object().numberNode(0), "must be specified for an update");
                throw Refusal.invalid(resource.group(), resource.plural(), call.name(), List.of(cause));
            }
        } else if (!version.matches("\\d+")) {
            throw Refusal.internal("strconv.ParseUint: parsing \"" + version + "\": invalid syntax");
        } else if (!version.equals(present)) {
            throw Refusal.modified(resource.group(), resource.plural(), call.name());
        }
    }
}
