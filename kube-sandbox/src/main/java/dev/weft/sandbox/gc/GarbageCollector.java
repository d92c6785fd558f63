// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.gc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.store.Change;
import dev.weft.sandbox.store.Key;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Deletes what has lost its owners (https://kubernetes.io/docs/concepts/architecture/garbage-collection/): background,
 * foreground and orphan.
 */
final class GarbageCollector implements Controller {
    private final Store store;
    private final LocalWrites writes;

    /** By uid of the owner: the objects that name it. */
    private final Map<String, Set<Key>> dependents = new HashMap<>();
    /** Uids of all objects that exist. */
    private final Set<String> alive = new HashSet<>();

    GarbageCollector(Store store, LocalWrites writes) {
        this.store = store;
        this.writes = writes;
    }

    @Override
    public void look(Change change, boolean initial) {
        Stored object = change.after();
        Stored before = change.before();
        if (before != null) {
            forget(before);
        }
        if (change.deleted()) {
            forget(object);
            alive.remove(object.uid());
            for (Key dependent : of(object.uid())) {
                collect(dependent);
            }
            object.owners().forEach(this::recheckOwner);
            return;
        }
        alive.add(object.uid());
        object.owners()
                .forEach(owner -> dependents
                        .computeIfAbsent(owner, uid -> new TreeSet<>())
                        .add(object.key()));
        // Objects that were loaded may have owners elsewhere; only a new object without living owners is garbage.
        boolean fresh = before == null && !initial;
        if (fresh && !object.owners().isEmpty() && object.owners().stream().noneMatch(alive::contains)) {
            collect(object.key());
        }
        if (contains(object.json(), "deletionTimestamp")) {
            finish(object);
        }
    }

    private static boolean contains(byte[] json, String word) {
        return new String(json, StandardCharsets.UTF_8).contains(word);
    }

    private void forget(Stored object) {
        for (String owner : object.owners()) {
            Set<Key> known = dependents.get(owner);
            if (known != null) {
                known.remove(object.key());
                if (known.isEmpty()) {
                    dependents.remove(owner);
                }
            }
        }
    }

    private List<Key> of(String uid) {
        return List.copyOf(dependents.getOrDefault(uid, Set.of()));
    }

    /** Deletes a dependent when none of its owners is left; otherwise takes the lost ones out. */
    private void collect(Key key) {
        store.get(key).ifPresent(stored -> {
            List<String> owners = stored.owners();
            if (owners.isEmpty()) {
                return;
            }
            if (owners.stream().noneMatch(this::exists)) {
                writes.delete(key, stored.uid());
            } else if (!owners.stream().allMatch(this::exists)) {
                ObjectNode object = stored.tree();
                dropOwners(object, uid -> !exists(uid));
                writes.update(key, "", object);
            }
        });
    }

    /** The store decides, not what this thread has seen so far: a new owner may be on its way here. */
    private boolean exists(String uid) {
        if (alive.contains(uid)) {
            return true;
        }
        return store.resources().stream()
                .anyMatch(resource -> store.list(resource, null).objects().stream()
                        .anyMatch(object -> object.uid().equals(uid)));
    }

    private static void dropOwners(ObjectNode object, Predicate<String> lost) {
        ArrayNode owners = Json.list(Json.child(object, "metadata"), "ownerReferences");
        for (int i = owners.size() - 1; i >= 0; i--) {
            if (lost.test(Json.at(owners.get(i), "uid"))) {
                owners.remove(i);
            }
        }
        if (owners.isEmpty()) {
            Json.child(object, "metadata").remove("ownerReferences");
        }
    }

    /** Does what the finalizers of this controller stand for. */
    private void finish(Stored stored) {
        ObjectNode object = stored.tree();
        JsonNode metadata = object.path("metadata");
        if (!metadata.has("deletionTimestamp")) {
            return;
        }
        if (has(metadata, "orphan")) {
            for (Key key : of(stored.uid())) {
                store.get(key).ifPresent(dependent -> {
                    ObjectNode tree = dependent.tree();
                    dropOwners(tree, stored.uid()::equals);
                    writes.update(key, "", tree);
                });
            }
            release(stored, object, "orphan");
        } else if (has(metadata, "foregroundDeletion")) {
            boolean blocked = false;
            for (Key key : of(stored.uid())) {
                Stored dependent = store.get(key).orElse(null);
                if (dependent != null) {
                    writes.delete(key, dependent.uid());
                    blocked |= store.get(key).isPresent() && blocks(dependent, stored.uid());
                }
            }
            if (!blocked) {
                release(stored, object, "foregroundDeletion");
            }
        }
    }

    private static boolean blocks(Stored dependent, String owner) {
        for (JsonNode reference : dependent.tree().path("metadata").path("ownerReferences")) {
            if (Json.at(reference, "uid").equals(owner)) {
                return reference.path("blockOwnerDeletion").asBoolean();
            }
        }
        return false;
    }

    private void recheckOwner(String uid) {
        for (String resource : store.resources()) {
            for (Stored owner : store.list(resource, null).objects()) {
                if (owner.uid().equals(uid)) {
                    finish(owner);
                    return;
                }
            }
        }
    }

    private static boolean has(JsonNode metadata, String finalizer) {
        for (JsonNode present : metadata.path("finalizers")) {
            if (present.asText().equals(finalizer)) {
                return true;
            }
        }
        return false;
    }

    private void release(Stored stored, ObjectNode object, String finalizer) {
        Finalizers.remove(object, finalizer);
        writes.update(stored.key(), "", object);
    }
}
