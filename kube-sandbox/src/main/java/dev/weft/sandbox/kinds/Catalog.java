// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.store.Change;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All resources that one server serves now: the built-in ones and those of its CustomResourceDefinitions. A change of a
 * definition counts from the moment its write is done.
 */
public final class Catalog {
    private static final String DEFINITIONS = "apiextensions.k8s.io/customresourcedefinitions";

    private volatile Map<String, Custom> custom = Map.of();
    private volatile Map<String, Resource> byPath = paths(Map.of());

    private record Custom(List<Resource> resources, String storageVersion) {}

    /** Follows the definitions; called with every change of the store, inside its lock. */
    public void accept(Change change) {
        if (change.after().key().resource().equals(DEFINITIONS)) {
            JsonNode definition = change.after().tree();
            String id = Json.at(definition, "spec", "group") + "/" + Json.at(definition, "spec", "names", "plural");
            Map<String, Custom> next = new TreeMap<>(custom);
            if (change.deleted()) {
                next.remove(id);
            } else {
                next.put(id, new Custom(CustomKinds.of(definition), CustomKinds.storageVersion(definition)));
            }
            custom = next;
            byPath = paths(next);
        }
    }

    /** Takes over the definitions that a store holds already. */
    public void load(Store store) {
        store.locked(() -> {
            for (Stored definition : store.list(DEFINITIONS, null).objects()) {
                accept(new Change(null, definition, false));
            }
            return byPath;
        });
    }

    private static Map<String, Resource> paths(Map<String, Custom> custom) {
        Map<String, Resource> result = new LinkedHashMap<>();
        BuiltIns.resources().forEach(resource -> result.put(path(resource), resource));
        custom.values().forEach(kind -> kind.resources().forEach(resource -> result.put(path(resource), resource)));
        return result;
    }

    private static String path(Resource resource) {
        return resource.apiVersion() + "/" + resource.plural();
    }

    /** All resources, each in each served version; built-in ones first. */
    public List<Resource> all() {
        return new ArrayList<>(byPath.values());
    }

    /** @param apiVersion {@code v1} or {@code group/version} */
    public Optional<Resource> find(String apiVersion, String plural) {
        return Optional.ofNullable(byPath.get(apiVersion + "/" + plural));
    }

    public Optional<Resource> findKind(String apiVersion, String kind) {
        return byPath.values().stream()
                .filter(resource ->
                        resource.kind().equals(kind) && resource.apiVersion().equals(apiVersion))
                .findFirst();
    }

    /** Any served version of {@code group/plural}. */
    public Optional<Resource> findId(String id) {
        return byPath.values().stream()
                .filter(resource -> resource.id().equals(id))
                .findFirst();
    }

    /** The {@code apiVersion} that objects of a resource are kept in. */
    public String storedVersion(Resource resource) {
        Custom definition = custom.get(resource.id());
        return !resource.custom() || definition == null
                ? resource.apiVersion()
                : resource.group() + "/" + definition.storageVersion();
    }
}
