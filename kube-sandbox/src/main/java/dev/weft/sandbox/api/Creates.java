// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.apply.ManagedFields;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.status.Refusal;
import dev.weft.sandbox.store.Key;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Objects that are not there yet: by create, by apply, and by update where a kind allows that. Runs inside the lock. */
final class Creates {
    private final Store store;
    private final Admission admission;
    private final Commits commits;
    private final Owners owners;
    private final Timestamps timestamps;

    Creates(Store store, Admission admission, Commits commits, Owners owners, Timestamps timestamps) {
        this.store = store;
        this.admission = admission;
        this.commits = commits;
        this.owners = owners;
        this.timestamps = timestamps;
    }

    /** Stores a new object; the caller owns its fields. */
    Answer.One create(Call call, Bodies.Decoded sent) {
        return create(call, sent, false);
    }

    /** Stores a new object that was applied: its managedFields are set already. */
    Answer.One createApplied(Call call, ObjectNode object) {
        return create(call, new Bodies.Decoded(object, List.of()), true);
    }

    private Answer.One create(Call call, Bodies.Decoded sent, boolean applied) {
        Commits.isDryRun(call); // refuses what it does not know, before all else
        ObjectNode object = sent.object();
        admission.requireCreate(call);
        Key key = place(call, object);
        admission.requireRights(call, object, null);
        requireFree(call, key, object);
        stamp(call.resource(), object);
        List<String> warnings = new ArrayList<>(sent.warnings());
        warnings.addAll(admission.admit(call, key.name(), object, null));
        if (!applied) {
            own(call, object);
        }
        return commits.put(call, key, object, true, warnings);
    }

    /** Gives it namespace and name; the namespace must be there, and stay. */
    private Key place(Call call, ObjectNode object) {
        Resource resource = call.resource();
        Key key = Placement.of(call, Json.child(object, "metadata"), this::isTaken);
        if (resource.namespaced()) {
            Stored namespace = store.get(new Key("/namespaces", "", key.namespace()))
                    .orElseThrow(() -> Refusal.notFound("", "namespaces", key.namespace()));
            if (namespace.tree().path("metadata").has("deletionTimestamp")) {
                throw Refusal.namespaceTerminating(resource.group(), resource.plural(), key.name(), key.namespace());
            }
        }
        return key;
    }

    private boolean isTaken(Key key) {
        return store.get(key).isPresent();
    }

    private void requireFree(Call call, Key key, ObjectNode object) {
        if (isTaken(key)) {
            throw Refusal.alreadyExists(call.resource().group(), call.resource().plural(), key.name());
        }
        if (!Json.at(object, "metadata", "resourceVersion").isEmpty()) {
            throw Refusal.badRequest("resourceVersion should not be set on objects to be created");
        }
    }

    /** What only the server says of an object. */
    private void stamp(Resource resource, ObjectNode object) {
        ObjectNode metadata = Json.child(object, "metadata");
        metadata.remove(ServerFields.METADATA);
        metadata.put("uid", UUID.randomUUID().toString()).put("creationTimestamp", timestamps.now());
        if (resource.counted()) {
            metadata.put("generation", 1);
        }
        if (resource.hasStatus()) {
            object.remove("status");
        }
    }

    /** A status that a kind starts with belongs to nobody. */
    private void own(Call call, ObjectNode object) {
        Resource resource = call.resource();
        ObjectNode tracked = resource.hasStatus() ? object.deepCopy() : object;
        if (resource.hasStatus()) {
            tracked.remove("status");
        }
        ManagedFields.update(resource.schema(), null, tracked, owners.writer(call));
        ObjectNode metadata = Json.child(object, "metadata");
        JsonNode fields = tracked.path("metadata").path("managedFields");
        if (fields.isArray()) {
            metadata.set("managedFields", fields);
        } else {
            metadata.remove("managedFields");
        }
    }
}
