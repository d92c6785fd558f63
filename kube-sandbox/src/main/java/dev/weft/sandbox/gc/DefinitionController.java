// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.gc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.store.Change;
import dev.weft.sandbox.store.Key;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.util.HashMap;
import java.util.Map;

/** Deletes the objects of a CustomResourceDefinition that is being deleted, then lets it go. */
final class DefinitionController implements Controller {
    private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";
    private static final String DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";

    private final Store store;
    private final LocalWrites writes;

    /** Definitions that are going, by the resource they define. */
    private final Map<String, Key> going = new HashMap<>();

    DefinitionController(Store store, LocalWrites writes) {
        this.store = store;
        this.writes = writes;
    }

    @Override
    public void look(Change change, boolean initial) {
        Key key = change.after().key();
        if (key.resource().equals(DEFINITIONS)) {
            JsonNode definition = change.after().tree();
            String resource =
                    Json.at(definition, "spec", "group") + "/" + Json.at(definition, "spec", "names", "plural");
            if (change.deleted()) {
                going.remove(resource);
            } else if (definition.path("metadata").has("deletionTimestamp") && going.put(resource, key) == null) {
                for (Stored object : store.list(resource, null).objects()) {
                    writes.delete(object.key(), object.uid());
                }
                release(resource, key);
            }
        } else if (change.deleted() && going.containsKey(key.resource())) {
            release(key.resource(), going.get(key.resource()));
        }
    }

    private void release(String resource, Key key) {
        if (store.list(resource, null).objects().isEmpty()) {
            store.get(key).ifPresent(stored -> {
                ObjectNode object = stored.tree();
                Finalizers.remove(object, CLEANUP);
                writes.update(key, "", object);
            });
        }
    }
}
