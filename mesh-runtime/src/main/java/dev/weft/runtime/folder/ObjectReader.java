// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Takes documents of one cluster apart into objects, unpacks lists, and refuses what stands twice. */
final class ObjectReader {

    private final String cluster;
    private final Predicate<GroupKind> kinds;
    private final Map<ObjectId, RawObject> objects = new LinkedHashMap<>();
    private final Map<ObjectId, String> origins = new HashMap<>();
    private final SortedMap<GroupKind, Integer> ignored;

    /**
     * @param kinds kinds that are kept; others are counted in {@code ignored}
     */
    ObjectReader(String cluster, Predicate<GroupKind> kinds, SortedMap<GroupKind, Integer> ignored) {
        this.cluster = cluster;
        this.kinds = kinds;
        this.ignored = ignored;
    }

    void add(Document document) throws UnusableFolderException {
        add(document, "", "");
    }

    /** What was kept, in the order it was read in. */
    List<RawObject> inOrder() {
        return List.copyOf(objects.values());
    }

    /** What was kept, by id. */
    List<RawObject> sorted() {
        return List.copyOf(new TreeMap<>(objects).values());
    }

    /**
     * @param listVersion apiVersion that an element of a typed list has if it does not say its own; empty outside of one
     * @param listKind likewise its kind
     */
    private void add(Document document, String listVersion, String listKind) throws UnusableFolderException {
        if (!(document.tree() instanceof ObjectNode object)) {
            throw document.unusable("a document must be a Kubernetes object or a List, but this is "
                    + (document.tree().isArray() ? "a bare list" : "a bare value"));
        }
        String apiVersion = text(document, object, "apiVersion", listVersion);
        String kind = text(document, object, "kind", listKind);
        JsonNode metadata = object.path("metadata");
        if (isList(kind, object, metadata)) {
            addItems(document, object, apiVersion, kind);
            return;
        }
        GroupKind groupKind = GroupKind.of(apiVersion, kind);
        JsonNode name = metadata.path("name");
        if (!name.isTextual() || name.textValue().isEmpty()) {
            throw document.unusable(
                    name.isMissingNode() || name.isNull() || name.isTextual()
                            ? "a " + Quoted.printable(kind) + " has no metadata.name"
                            : "metadata.name of a " + Quoted.printable(kind) + " must be text; put it in quotes");
        }
        ObjectId id = new ObjectId(cluster, groupKind, namespace(document, groupKind, metadata), name.textValue());
        keep(document, new RawObject(id, apiVersion, withType(object, apiVersion, kind), document.origin()));
    }

    private void keep(Document document, RawObject object) throws UnusableFolderException {
        ObjectId id = object.id();
        String before = origins.putIfAbsent(id, object.origin());
        if (before != null) {
            String name = id.namespace().isEmpty() ? id.name() : id.namespace() + "/" + id.name();
            throw document.unusable(id.kind() + " " + name + " stands twice in "
                    + (cluster.isEmpty() ? "the management cluster" : "cluster " + cluster) + "; also at " + before
                    + ". Remove one of the two");
        }
        if (kinds.test(id.kind())) {
            objects.put(id, object);
        } else {
            ignored.merge(id.kind(), 1, Integer::sum);
        }
    }

    /** A list has no name of its own; an object of a kind such as {@code AllowList} has one. */
    private static boolean isList(String kind, ObjectNode object, JsonNode metadata) {
        JsonNode items = object.path("items");
        boolean listed = items.isArray() || items.isNull() || (items.isMissingNode() && kind.equals("List"));
        return kind.endsWith("List") && listed && !metadata.has("name");
    }

    private void addItems(Document list, ObjectNode object, String apiVersion, String kind)
            throws UnusableFolderException {
        boolean typed = !kind.equals("List");
        String itemVersion = typed ? apiVersion : "";
        String itemKind = typed ? kind.substring(0, kind.length() - "List".length()) : "";
        for (JsonNode item : object.path("items")) {
            add(list.item(item), itemVersion, itemKind);
        }
    }

    /** Elements of a typed list leave apiVersion and kind out on the wire of the API server. */
    private static ObjectNode withType(ObjectNode object, String apiVersion, String kind) {
        if (object.has("apiVersion") && object.has("kind")) {
            return object;
        }
        ObjectNode complete = object.objectNode();
        complete.put("apiVersion", apiVersion).put("kind", kind);
        object.properties().forEach(field -> complete.set(field.getKey(), field.getValue()));
        return complete;
    }

    private static String namespace(Document document, GroupKind kind, JsonNode metadata)
            throws UnusableFolderException {
        if (ClusterScopedKinds.contains(kind)) {
            return "";
        }
        JsonNode namespace = metadata.path("namespace");
        if (namespace.isMissingNode()
                || namespace.isNull()
                || (namespace.isTextual() && namespace.textValue().isEmpty())) {
            return "default";
        }
        if (!namespace.isTextual()) {
            throw document.unusable("metadata.namespace of a " + kind + " must be text; put it in quotes");
        }
        return namespace.textValue();
    }

    private static String text(Document document, ObjectNode object, String field, String inherited)
            throws UnusableFolderException {
        JsonNode value = object.path(field);
        if (value.isMissingNode() && !inherited.isEmpty()) {
            return inherited;
        }
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw document.unusable("has no " + field + "; every document is a Kubernetes object or a List of them");
        }
        return value.textValue();
    }
}
