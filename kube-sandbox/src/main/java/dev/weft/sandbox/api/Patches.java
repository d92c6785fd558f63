// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.apply.ServerSideApply;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.patch.JsonPatch;
import dev.weft.sandbox.patch.MergePatch;
import dev.weft.sandbox.patch.StrategicMerge;
import dev.weft.sandbox.status.Cause;
import dev.weft.sandbox.status.Refusal;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Patches of all four types. */
final class Patches {
    static final String JSON = "application/json-patch+json";
    static final String MERGE = "application/merge-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String APPLY = "application/apply-patch+yaml";

    private final Store store;
    private final Reads reads;
    private final Bodies bodies;
    private final Creates creates;
    private final Updates updates;
    private final Owners owners;

    Patches(Store store, Reads reads, Bodies bodies, Creates creates, Updates updates, Owners owners) {
        this.store = store;
        this.reads = reads;
        this.bodies = bodies;
        this.creates = creates;
        this.updates = updates;
        this.owners = owners;
    }

    Answer.One patch(Call call) {
        return switch (call.contentType()) {
            case APPLY, "application/apply-patch+cbor" -> apply(call);
            case JSON, MERGE -> merge(call);
            case STRATEGIC -> {
                if (call.resource().custom()) {
                    throw Refusal.unsupportedMediaType(JSON + ", " + MERGE + ", " + APPLY);
                }
                yield merge(call);
            }
            default -> throw new Refusal(415, "UnsupportedMediaType", "415: Unsupported Media Type", Json.object());
        };
    }

    private Answer.One merge(Call call) {
        JsonNode patch = read(call);
        call.options().dryRun("PatchOptions");
        return store.locked(() -> {
            Stored stored = reads.stored(call);
            ObjectNode before = Versions.tree(call.resource(), stored);
            ObjectNode after = patched(call, before.deepCopy(), patch);
            if (Json.at(after, "kind").isEmpty()) {
                after.put("kind", call.resource().kind());
            }
            if (!Json.at(after, "kind").equals(call.resource().kind())
                    || !Json.at(after, "apiVersion").equals(call.resource().apiVersion())) {
                throw Refusal.badRequest("the patch changes apiVersion or kind");
            }
            return updates.update(call, stored, before, bodies.conform(call, after, List.of()));
        });
    }

    private static JsonNode read(Call call) {
        boolean list = call.contentType().equals(JSON);
        try {
            JsonNode patch = Json.parse(call.body());
            if (patch.isArray() == list && (list || patch.isObject())) {
                return patch;
            }
            throw Refusal.badRequest("error decoding patch: json: cannot unmarshal "
                    + (patch.isObject() ? "object" : "value") + " into Go value of type "
                    + (list ? "[]handlers.jsonPatchOp" : "map[string]interface {}"));
        } catch (IOException e) {
            throw Refusal.badRequest("error decoding patch: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static ObjectNode patched(Call call, ObjectNode object, JsonNode patch) {
        if (call.contentType().equals(JSON)) {
            try {
                if (JsonPatch.apply(object, (ArrayNode) patch) instanceof ObjectNode result) {
                    return result;
                }
            } catch (JsonPatch.FailedException e) {
                // Kubernetes does not say which step either.
            }
            throw new Refusal(
                    422, "Invalid", "the server rejected our request due to an error in our request", Json.object());
        }
        ObjectNode fields = (ObjectNode) patch;
        return call.contentType().equals(MERGE)
                ? MergePatch.apply(object, fields)
                : StrategicMerge.apply(call.resource().schema(), object, fields);
    }

    private Answer.One apply(Call call) {
        if (call.options().get("fieldManager").isEmpty()) {
            Cause cause = Cause.required("fieldManager", "is required for apply patch");
            throw Refusal.invalid("meta.k8s.io", "PatchOptions", "", List.of(cause));
        }
        call.options().dryRun("PatchOptions");
        Bodies.Decoded decoded = bodies.object(call);
        ObjectNode applied = decoded.object();
        Resource resource = call.resource();
        if (!applied.path("metadata").path("managedFields").isEmpty()) {
            throw Refusal.badRequest("metadata.managedFields must be nil");
        }
        if (!decoded.warnings().isEmpty()) {
            String field = decoded.warnings().get(0).replaceAll("^\\w+ field \"|\"$", "");
            throw Refusal.internal("failed to create typed patch object (" + call.namespace() + "/" + call.name() + "; "
                    + resource.apiVersion() + ", Kind=" + resource.kind() + "): ." + field
                    + ": field not declared in schema");
        }
        restrict(call, applied);
        ServerSideApply merge = new ServerSideApply(
                resource.schema(), owners.writer(call), call.options().flag("force"));
        return store.locked(() -> applied(call, applied, merge));
    }

    private Answer.One applied(Call call, ObjectNode applied, ServerSideApply merge) {
        Optional<Stored> stored = store.get(call.key());
        if (stored.isEmpty()) {
            if (!call.subresource().isEmpty()) {
                throw Refusal.notFound(call.resource().group(), call.resource().plural(), call.name());
            }
            ObjectNode object = merge.apply(null, applied);
            Preconditions.requireName(call, object);
            if (!Json.at(object, "metadata", "uid").isEmpty()) {
                throw Refusal.conflict(
                        call.resource().group(),
                        call.resource().plural(),
                        call.name(),
                        "uid mismatch: the provided object specified uid " + Json.at(object, "metadata", "uid")
                                + ", and no existing object was found");
            }
            Json.child(object, "metadata").put("name", call.name());
            return creates.createApplied(call, object);
        }
        ObjectNode before = Versions.tree(call.resource(), stored.get());
        String version = Json.at(applied, "metadata", "resourceVersion");
        if (!version.isEmpty() && !version.equals(Json.at(before, "metadata", "resourceVersion"))) {
            throw Refusal.modified(call.resource().group(), call.resource().plural(), call.name());
        }
        ObjectNode after = merge.apply(before, applied);
        return updates.updateApplied(call, stored.get(), before, after);
    }

    /** Leaves only what the call may set: status of the status subresource, all else of the object itself. */
    private static void restrict(Call call, ObjectNode applied) {
        if (call.subresource().equals("status")) {
            applied.retain(List.of("apiVersion", "kind", "metadata", "status"));
            if (applied.get("metadata") instanceof ObjectNode metadata) {
                metadata.retain(List.of("name", "namespace", "resourceVersion", "uid"));
            }
        } else if (call.resource().hasStatus()) {
            applied.remove("status");
        }
    }
}
