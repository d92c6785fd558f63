// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.status.Refusal;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.util.ArrayList;
import java.util.List;

/** delete and deletecollection: preconditions, finalizers, propagation. */
final class Deletes {
    /** Held until all objects of the kind are gone. */
    static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

    private static final String DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";

    private final Store store;
    private final Reads reads;
    private final Bodies bodies;
    private final Timestamps timestamps;

    Deletes(Store store, Reads reads, Bodies bodies, Timestamps timestamps) {
        this.store = store;
        this.reads = reads;
        this.bodies = bodies;
        this.timestamps = timestamps;
    }

    Answer.One delete(Call call) {
        ObjectNode options = bodies.options(call);
        String propagation = Options.propagation(call.options(), options);
        boolean dryRun = dryRun(call, options);
        return store.locked(() -> one(call, options, propagation, dryRun));
    }

    /** Each object for itself; the answer lists them. */
    Answer.Many deleteAll(Call call) {
        ObjectNode options = bodies.options(call);
        String propagation = Options.propagation(call.options(), options);
        boolean dryRun = dryRun(call, options);
        Selection selection = Selection.of(call);
        return store.locked(() -> {
            List<byte[]> gone = new ArrayList<>();
            String namespace = call.namespace().isEmpty() ? null : call.namespace();
            for (Stored stored : store.list(call.resource().id(), namespace).objects()) {
                if (selection.wanted().test(stored)) {
                    one(
                            call.named(stored.key().namespace(), stored.key().name(), call.body()),
                            options,
                            propagation,
                            dryRun);
                    gone.add(Versions.bytes(call.resource(), stored));
                }
            }
            return new Answer.Many(gone, store.revision(), "", 0);
        });
    }

    private static boolean dryRun(Call call, ObjectNode options) {
        return call.options().dryRun("DeleteOptions")
                || options.path("dryRun").toString().contains("All");
    }

    private Answer.One one(Call call, ObjectNode options, String propagation, boolean dryRun) {
        Stored stored = reads.stored(call);
        ObjectNode object = stored.tree();
        preconditions(call, object, options.path("preconditions"));
        Resource resource = call.resource();
        if (dryRun) {
            return success(resource, stored);
        }
        ObjectNode metadata = Json.child(object, "metadata");
        hold(resource, metadata, propagation);
        boolean namespace = resource.id().equals("/namespaces");
        if (isFree(resource, object)) {
            store.remove(stored.key(), object);
            return namespace ? new Answer.One(200, Json.bytes(object), List.of()) : success(resource, stored);
        }
        if (!metadata.has("deletionTimestamp")) {
            metadata.put("deletionTimestamp", timestamps.now());
            if (!namespace) {
                metadata.put("deletionGracePeriodSeconds", 0);
            }
            if (resource.counted()) {
                metadata.put("generation", metadata.path("generation").asLong() + 1);
            }
            if (namespace) {
                Json.child(object, "status").put("phase", "Terminating");
            }
            stored = store.put(stored.key(), object);
        }
        return new Answer.One(200, Versions.bytes(resource, stored), List.of());
    }

    /** Nothing holds the object back any more. */
    static boolean isFree(Resource resource, ObjectNode object) {
        boolean held = resource.id().equals("/namespaces")
                && !object.path("spec").path("finalizers").isEmpty();
        return object.path("metadata").path("finalizers").isEmpty() && !held;
    }

    /** Finalizers that stand for work of controllers, as real API servers set them. */
    private static void hold(Resource resource, ObjectNode metadata, String propagation) {
        if (metadata.has("deletionTimestamp")) {
            return;
        }
        switch (propagation) {
            case "Foreground" -> add(metadata, "foregroundDeletion");
            case "Orphan" -> add(metadata, "orphan");
            default -> {}
        }
        if (resource.id().equals(DEFINITIONS)) {
            add(metadata, CLEANUP);
        }
    }

    private static void add(ObjectNode metadata, String finalizer) {
        ArrayNode list = Json.list(metadata, "finalizers");
        for (JsonNode present : list) {
            if (present.asText().equals(finalizer)) {
                return;
            }
        }
        list.add(finalizer);
    }

    private static Answer.One success(Resource resource, Stored stored) {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        ObjectNode details = status.put("status", "Success").putObject("details");
        details.put("name", stored.key().name());
        if (!resource.group().isEmpty()) {
            details.put("group", resource.group());
        }
        details.put("kind", resource.plural()).put("uid", stored.uid());
        return new Answer.One(200, Json.bytes(status), List.of());
    }

    private static void preconditions(Call call, ObjectNode object, JsonNode wanted) {
        Resource resource = call.resource();
        String uid = Json.at(wanted, "uid");
        String presentUid = Json.at(object, "metadata", "uid");
        if (!uid.isEmpty() && !uid.equals(presentUid)) {
            throw Refusal.conflict(
                    resource.group(),
                    resource.kind(),
                    call.name(),
                    "the UID in the precondition (" + uid + ") does not match the UID in record (" + presentUid
                            + "). The object might have been deleted and then recreated");
        }
        String version = Json.at(wanted, "resourceVersion");
        String presentVersion = Json.at(object, "metadata", "resourceVersion");
        if (!version.isEmpty() && !version.equals(presentVersion)) {
            throw Refusal.conflict(
                    resource.group(),
                    resource.kind(),
                    call.name(),
                    "the ResourceVersion in the precondition (" + version
                            + ") does not match the ResourceVersion in record (" + presentVersion
                            + "). The object might have been modified");
        }
    }
}
