// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;

/** Takes items of lists and objects of events for what they are, one by one. */
final class Decoder {

    private final String cluster;
    private final GroupKind kind;
    private final String origin;

    Decoder(String cluster, GroupKind kind) {
        this.cluster = cluster;
        this.kind = kind;
        this.origin = cluster.equals(ObjectId.MANAGEMENT) ? "the management cluster" : "cluster " + cluster;
    }

    /**
     * The object in {@code item}, which is changed: apiVersion and kind are filled in, which typed lists leave out, and managedFields, which
     * can be larger than the rest, are dropped.
     *
     * @throws UndecodableException when it cannot be told which object it is
     */
    RawObject object(JsonNode item, ResourceType type) throws UndecodableException {
        if (!(item instanceof ObjectNode object)) {
            throw new UndecodableException("a " + kind + " is not an object");
        }
        ObjectId id = id(object, type);
        ((ObjectNode) object.get("metadata")).remove("managedFields");
        if (!object.has("apiVersion")) {
            object.put("apiVersion", type.apiVersion());
        }
        if (!object.has("kind")) {
            object.put("kind", kind.kind());
        }
        return new RawObject(id, type.apiVersion(), object, origin);
    }

    /**
     * Which object it is.
     *
     * @throws UndecodableException when it has no name, or no namespace although its kind needs one
     */
    ObjectId id(JsonNode object, ResourceType type) throws UndecodableException {
        JsonNode metadata = object.path("metadata");
        String name = text(metadata.path("name"));
        if (name.isEmpty()) {
            throw new UndecodableException("a " + kind + " has no name");
        }
        String namespace = text(metadata.path("namespace"));
        if (type.namespaced() && namespace.isEmpty()) {
            throw new UndecodableException(kind + " " + name + " has no namespace");
        }
        return new ObjectId(cluster, kind, type.namespaced() ? namespace : "", name);
    }

    /** The state of an object; empty when it does not tell. */
    static String version(JsonNode object) {
        return text(object.path("metadata").path("resourceVersion"));
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : "";
    }
}
