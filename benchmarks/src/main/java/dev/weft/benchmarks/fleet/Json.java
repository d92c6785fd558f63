// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.List;

/** Writes objects down as briefly as they are read. */
final class Json {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    /** @param fieldsAndValues names and values in turn: text, number, boolean, node, or a list of these */
    static ObjectNode object(Object... fieldsAndValues) {
        ObjectNode object = NODES.objectNode();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            object.set((String) fieldsAndValues[i], node(fieldsAndValues[i + 1]));
        }
        return object;
    }

    private static JsonNode node(Object value) {
        return switch (value) {
            case JsonNode node -> node;
            case String text -> NODES.textNode(text);
            case Integer number -> NODES.numberNode(number);
            case Boolean flag -> NODES.booleanNode(flag);
            case List<?> list -> {
                ArrayNode array = NODES.arrayNode();
                list.forEach(element -> array.add(node(element)));
                yield array;
            }
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        };
    }

    /**
     * A Kubernetes object.
     *
     * @param cluster where it is, {@link ObjectId#MANAGEMENT} for the management cluster
     * @param metadata without name and namespace
     * @param rest spec, data and so on as fields and values in turn
     */
    static RawObject kubernetes(
            String cluster,
            String apiVersion,
            String kind,
            String namespace,
            String name,
            ObjectNode metadata,
            Object... rest) {
        metadata.put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        ObjectNode body = object("apiVersion", apiVersion, "kind", kind, "metadata", metadata);
        body.setAll(object(rest));
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : apiVersion.substring(0, slash);
        ObjectId id = new ObjectId(cluster, new GroupKind(group, kind), namespace, name);
        return new RawObject(id, apiVersion, body, "fleet");
    }
}
