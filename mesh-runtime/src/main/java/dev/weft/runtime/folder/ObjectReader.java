// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Takes documents of one cluster apart into objects, unpacks lists, and refuses what stands twice. */
final class ObjectReader {

    private static final GroupKind SECRET = new GroupKind("", "Secret");

    private final String cluster;
    private final Set<GroupKind> kinds;
    private final SortedMap<ObjectId, RawObject> objects = new TreeMap<>();
    private final Map<ObjectId, String> origins = new TreeMap<>();
    private final SortedMap<GroupKind, Integer> ignored;

    /**
     * @param kinds kinds that are kept; others are counted in {@code ignored}
     */
    ObjectReader(String cluster, Set<GroupKind> kinds, SortedMap<GroupKind, Integer> ignored) {
        this.cluster = cluster;
        this.kinds = kinds;
        this.ignored = ignored;
    }

    void add(Document document) throws UnusableFolderException {
        add(document, document.tree(), document.origin());
    }

    SortedMap<ObjectId, RawObject> objects() {
        return objects;
    }

    private void add(Document document, JsonNode tree, String origin) throws UnusableFolderException {
        if (!(tree instanceof ObjectNode object)) {
            throw document.unusable("a document must be a Kubernetes object or a List");
        }
        String apiVersion = text(document, object, "apiVersion");
        String kind = text(document, object, "kind");
        if (kind.endsWith("List")
                && (object.path("items").isArray() || object.path("items").isNull())) {
            for (JsonNode item : object.path("items")) {
                add(document, item, origin);
            }
            return;
        }
        GroupKind groupKind = GroupKind.of(apiVersion, kind);
        JsonNode metadata = object.path("metadata");
        JsonNode name = metadata.path("name");
        if (!name.isTextual() || name.textValue().isEmpty()) {
            throw document.unusable("a " + kind + " has no metadata.name");
        }
        ObjectId id = new ObjectId(cluster, groupKind, namespace(document, groupKind, metadata), name.textValue());
        String before = origins.putIfAbsent(id, origin);
        if (before != null) {
            throw document.unusable(kind + " " + id.namespace() + "/" + id.name() + " stands twice in "
                    + (cluster.isEmpty() ? "the management cluster" : "cluster " + cluster) + ": also at " + before);
        }
        if (kinds.contains(groupKind) && !groupKind.equals(SECRET)) {
            objects.put(id, new RawObject(id, apiVersion, object, origin));
        } else {
            ignored.merge(groupKind, 1, Integer::sum);
        }
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
            throw document.unusable("metadata.namespace must be text");
        }
        return namespace.textValue();
    }

    private static String text(Document document, ObjectNode object, String field) throws UnusableFolderException {
        JsonNode value = object.path(field);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw document.unusable("a document has no " + field + "; every document is a Kubernetes object or a List");
        }
        return value.textValue();
    }
}
