// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.schema.Schema.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Removes fields that a schema does not know, and puts in its defaults. */
public final class Fields {
    private Fields() {}

    /**
     * Removes unknown fields.
     *
     * @param root the schema of {@code metadata} inside embedded objects
     * @return their paths, in the order of the object ({@code spec.parts[0].zzz})
     */
    public static List<String> prune(Schema schema, ObjectNode object, Schema root) {
        List<String> removed = new ArrayList<>();
        prune(schema, object, "", root, removed);
        return removed;
    }

    private static void prune(Schema schema, JsonNode node, String path, Schema metadata, List<String> removed) {
        if (node instanceof ObjectNode object) {
            if (schema.type() == Type.ANY && schema.properties().isEmpty()) {
                return;
            }
            List<String> unknown = new ArrayList<>();
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                Schema field = schema.field(entry.getKey());
                if (field == null && schema.limits().embedded()) {
                    field = embedded(entry.getKey(), metadata);
                }
                String place = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                if (field != null) {
                    prune(field, entry.getValue(), place, metadata, removed);
                } else if (!schema.preserve()) {
                    unknown.add(entry.getKey());
                    removed.add(place);
                }
            }
            object.remove(unknown);
        } else if (node instanceof ArrayNode list && schema.element() != null) {
            for (int i = 0; i < list.size(); i++) {
                prune(schema.element(), list.get(i), path + "[" + i + "]", metadata, removed);
            }
        }
    }

    private static @Nullable Schema embedded(String field, Schema metadata) {
        return switch (field) {
            case "apiVersion", "kind" -> Schema.of(Type.STRING);
            case "metadata" -> metadata;
            default -> null;
        };
    }

    /** Puts defaults where nothing is given, also where null is given and not allowed. */
    public static void fill(Schema schema, JsonNode node) {
        if (node instanceof ObjectNode object) {
            schema.properties().forEach((name, field) -> {
                JsonNode fallback = field.fallback();
                JsonNode present = object.get(name);
                if (fallback != null
                        && (present == null
                                || (present.isNull() && !field.limits().nullable()))) {
                    object.set(name, fallback.deepCopy());
                }
            });
            object.properties().forEach(entry -> {
                Schema field = schema.field(entry.getKey());
                if (field != null) {
                    fill(field, entry.getValue());
                }
            });
        } else if (node instanceof ArrayNode list && schema.element() != null) {
            list.forEach(item -> fill(schema.element(), item));
        }
    }

    /**
     * Removes nulls that are not allowed, as happens when an object is decoded; items of lists stay. Where there is a default it is put
     * in later.
     */
    public static void dropNulls(Schema schema, JsonNode node) {
        if (node instanceof ObjectNode object) {
            List<String> nulls = new ArrayList<>();
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                Schema field = schema.field(entry.getKey());
                if (field == null) {
                    continue;
                }
                boolean keepsAnything =
                        field.type() == Type.ANY && !field.limits().strict();
                if (entry.getValue().isNull() && !field.limits().nullable() && !keepsAnything) {
                    nulls.add(entry.getKey());
                } else {
                    dropNulls(field, entry.getValue());
                }
            }
            object.remove(nulls);
        } else if (node instanceof ArrayNode list && schema.element() != null) {
            list.forEach(item -> dropNulls(schema.element(), item));
        }
    }
}
