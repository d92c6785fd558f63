// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.gc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.store.Change;
import dev.weft.sandbox.store.Key;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.util.HashSet;
import java.util.Set;

/** Empties namespaces that are being deleted, then lets them go. */
final class NamespaceController implements Controller {
    private final Store store;
    private final LocalWrites writes;
    private final Set<String> terminating = new HashSet<>();

    NamespaceController(Store store, LocalWrites writes) {
        this.store = store;
        this.writes = writes;
    }

    @Override
    public void look(Change change, boolean initial) {
        Key key = change.after().key();
        if (key.resource().equals("/namespaces")) {
            if (change.deleted()) {
                terminating.remove(key.name());
            } else if (change.after().tree().path("metadata").has("deletionTimestamp") && terminating.add(key.name())) {
                empty(key.name());
            }
        } else if (change.deleted() && terminating.contains(key.namespace())) {
            release(key.namespace());
        }
    }

    private void empty(String namespace) {
        for (String resource : store.resources()) {
            for (Stored object : store.list(resource, namespace).objects()) {
                writes.delete(object.key(), object.uid());
            }
        }
        release(namespace);
    }

    private void release(String namespace) {
        boolean full = store.resources().stream()
                .filter(resource -> !resource.equals("/namespaces"))
                .anyMatch(resource -> !store.list(resource, namespace).objects().isEmpty());
        if (full) {
            return;
        }
        Key key = new Key("/namespaces", "", namespace);
        store.get(key).ifPresent(stored -> {
            ObjectNode object = stored.tree();
            Json.child(object, "spec").putArray("finalizers");
            writes.update(key, "finalize", object);
        });
    }
}
