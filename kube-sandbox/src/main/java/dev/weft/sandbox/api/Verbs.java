// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.auth.Access;
import dev.weft.sandbox.auth.Reviews;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Catalog;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.rules.Rules;
import dev.weft.sandbox.status.Refusal;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.time.InstantSource;
import java.util.List;

/** Does what a call asks for. The caller has been authorized already. */
public final class Verbs {
    private final Reads reads;
    private final Bodies bodies;
    private final Creates creates;
    private final Updates updates;
    private final Restores restores;
    private final Patches patches;
    private final Deletes deletes;
    private final Scales scales;
    private final TokenRequests tokens;
    private final Reviews reviews;
    private final Store store;

    /** @param watchBuffer how many events may wait for a slow watcher before its watch is closed */
    public Verbs(Store store, Catalog catalog, InstantSource clock, Access access, int watchBuffer) {
        this.store = store;
        reviews = access.reviews();
        reads = new Reads(store, watchBuffer);
        bodies = new Bodies(catalog);
        Timestamps timestamps = new Timestamps(clock);
        Admission admission = new Admission(new Rules(store, clock), access.rbac());
        Commits commits = new Commits(store, catalog);
        Owners owners = new Owners(timestamps);
        creates = new Creates(store, admission, commits, owners, timestamps);
        updates = new Updates(admission, commits, owners);
        restores = new Restores(admission, commits, timestamps);
        patches = new Patches(store, reads, bodies, creates, updates, owners);
        deletes = new Deletes(store, reads, bodies, timestamps);
        scales = new Scales(store, reads, bodies, updates);
        tokens = new TokenRequests(reads, bodies, access.accounts(), clock);
    }

    /**
     * Answers everything but watches.
     *
     * @throws Refusal what Kubernetes would answer instead
     */
    public Answer answer(Call call) {
        Resource resource = call.resource();
        if (!resource.stored()) {
            ObjectNode review = bodies.object(call).object();
            return one(201, reviews.answer(resource.kind(), call.user(), call.namespace(), review));
        }
        if (call.subresource().equals("scale")) {
            return scales.answer(call);
        }
        if (call.subresource().equals("token")) {
            return tokens.answer(call);
        }
        return switch (call.verb()) {
            case "get" -> reads.get(call);
            case "list" -> reads.list(call);
            case "create" -> create(call);
            case "update" -> update(call);
            case "patch" -> patches.patch(call);
            case "delete" -> deletes.delete(call);
            case "deletecollection" -> deletes.deleteAll(call);
            default -> throw Refusal.methodNotAllowed();
        };
    }

    /** Writes an object with its uid, status and times; replaces what is there. */
    public void restore(Call call) {
        ObjectNode object = bodies.object(call).object();
        store.locked(() -> restores.restore(call, object));
    }

    private Answer create(Call call) {
        Bodies.Decoded decoded = bodies.object(call);
        return store.locked(() -> creates.create(call, decoded));
    }

    private Answer update(Call call) {
        Bodies.Decoded decoded = bodies.object(call);
        return store.locked(() -> {
            requireName(call, decoded.object());
            if (call.resource().putCreates() && store.get(call.key()).isEmpty()) {
                Json.child(decoded.object(), "metadata").remove("resourceVersion");
                return creates.create(call, decoded);
            }
            Stored stored = reads.stored(call);
            return updates.update(call, stored, Versions.tree(call.resource(), stored), decoded);
        });
    }

    private static void requireName(Call call, ObjectNode object) {
        Preconditions.requireName(call, object);
        if (Json.at(object, "metadata", "name").isEmpty()) {
            throw Refusal.badRequest("the name of the object (" + call.name()
                    + " based on URL) was undeterminable: name must be provided");
        }
    }

    /** Opens a watch. */
    public Watch watch(Call call) {
        return reads.watch(call);
    }

    static Answer.One one(int code, ObjectNode object) {
        return new Answer.One(code, Json.bytes(object), List.of());
    }
}
