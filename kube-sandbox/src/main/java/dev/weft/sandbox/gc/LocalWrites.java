// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.gc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.api.Call;
import dev.weft.sandbox.api.Options;
import dev.weft.sandbox.api.Verbs;
import dev.weft.sandbox.auth.User;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Catalog;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.status.Refusal;
import dev.weft.sandbox.store.Key;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes of the server itself, through the same verbs as everybody's. */
public final class LocalWrites {
    private static final Set<Integer> OVERTAKEN = Set.of(404, 409);

    private final Verbs verbs;
    private final Catalog catalog;

    public LocalWrites(Verbs verbs, Catalog catalog) {
        this.verbs = verbs;
        this.catalog = catalog;
    }

    /** Creates an object; nothing happens when the name is taken or the namespace is going. */
    public void create(ObjectNode object) {
        catalog.findKind(Json.at(object, "apiVersion"), Json.at(object, "kind")).ifPresent(resource -> {
            String namespace = Json.at(object, "metadata", "namespace");
            run(call("create", resource, new Key(resource.id(), namespace, ""), "", object));
        });
    }

    /**
     * Writes an object as a cluster showed it, with uid, status and times.
     *
     * @return false when its kind is not served
     * @throws Refusal when it is not valid
     */
    public boolean restore(ObjectNode object) {
        Optional<Resource> found = catalog.findKind(Json.at(object, "apiVersion"), Json.at(object, "kind"));
        found.ifPresent(resource -> {
            ObjectNode metadata = Json.child(object, "metadata");
            String namespace = Json.at(metadata, "namespace");
            String place = !resource.namespaced() ? "" : namespace.isEmpty() ? "default" : namespace;
            verbs.restore(call("create", resource, new Key(resource.id(), place, ""), "", object));
        });
        return found.isPresent();
    }

    /** Replaces an object, unless it has changed since it was read. */
    void update(Key key, String subresource, ObjectNode object) {
        resource(key, object).ifPresent(resource -> run(call("update", resource, key, subresource, object)));
    }

    /** Deletes exactly this object. */
    void delete(Key key, String uid) {
        ObjectNode options = Json.object();
        options.putObject("preconditions").put("uid", uid);
        catalog.findId(key.resource()).ifPresent(resource -> run(call("delete", resource, key, "", options)));
    }

    private Optional<Resource> resource(Key key, ObjectNode object) {
        Optional<Resource> stored = catalog.findKind(Json.at(object, "apiVersion"), Json.at(object, "kind"));
        return stored.isPresent() ? stored : catalog.findId(key.resource());
    }

    private static Call call(String verb, Resource resource, Key key, String subresource, ObjectNode body) {
        if (!verb.equals("delete")) {
            body.put("apiVersion", resource.apiVersion());
        }
        Options options = new Options(Map.of("fieldValidation", "Ignore"), "kube-controller-manager");
        return new Call(
                User.CONTROLLERS,
                verb,
                resource,
                key.namespace(),
                key.name(),
                subresource,
                options,
                "application/json",
                Json.bytes(body));
    }

    /** Somebody else may have been faster; the next change will tell. */
    private void run(Call call) {
        try {
            verbs.answer(call);
        } catch (Refusal refusal) {
            boolean terminating = refusal.code() == 403;
            if (!OVERTAKEN.contains(refusal.code()) && !terminating) {
                throw refusal;
            }
        }
    }
}
