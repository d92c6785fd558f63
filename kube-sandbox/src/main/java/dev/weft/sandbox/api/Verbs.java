// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.auth.Reviews;
import dev.weft.sandbox.auth.ServiceAccountTokens;
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
    private final Writes writes;
    private final Patches patches;
    private final Deletes deletes;
    private final Scales scales;
    private final TokenRequests tokens;
    private final Reviews reviews;
    private final Store store;

    /** @param watchBuffer how many events may wait for a slow watcher before its watch is closed */
    public Verbs(
            Store store,
            Catalog catalog,
            InstantSource clock,
            Reviews reviews,
            ServiceAccountTokens accounts,
            int watchBuffer) {
        this.store = store;
        this.reviews = reviews;
        reads = new Reads(store, watchBuffer);
        bodies = new Bodies(catalog);
        writes = new Writes(store, catalog, new Rules(store, clock), clock);
        patches = new Patches(store, reads, bodies, writes);
        deletes = new Deletes(store, reads, bodies, writes);
        scales = new Scales(store, reads, bodies, writes);
        tokens = new TokenRequests(reads, bodies, accounts, clock);
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
        store.locked(() -> writes.restore(call, object));
    }

    private Answer create(Call call) {
        Bodies.Decoded decoded = bodies.object(call);
        return store.locked(() -> writes.create(call, decoded.object(), decoded.warnings(), false));
    }

    private Answer update(Call call) {
        Bodies.Decoded decoded = bodies.object(call);
        return store.locked(() -> {
            String name = Json.at(decoded.object(), "metadata", "name");
            if (!name.isEmpty() && !name.equals(call.name())) {
                throw Refusal.badRequest("the name of the object (" + name + ") does not match the name on the URL ("
                        + call.name() + ")");
            }
            Stored stored = reads.stored(call);
            ObjectNode before = Versions.tree(call.resource(), stored);
            return writes.update(call, stored, before, decoded.object(), decoded.warnings(), false);
        });
    }

    /** Opens a watch. */
    public Watch watch(Call call) {
        return reads.watch(call);
    }

    static Answer.One one(int code, ObjectNode object) {
        return new Answer.One(code, Json.bytes(object), List.of());
    }
}
