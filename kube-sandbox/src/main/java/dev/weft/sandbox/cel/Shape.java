// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What rules see of a place in a schema.
 *
 * @param fields of a structure, by their own names
 * @param element of a list its items, of a map its values; null otherwise
 * @param id unique in its schema, for structures
 */
record Shape(Sort sort, Map<String, Shape> fields, @Nullable Shape element, String id) {
    /** The types of CEL that values of JSON become. DYNAMIC is a number or a text. */
    enum Sort {
        STRUCT,
        MAP,
        LIST,
        TEXT,
        BYTES,
        TIMESTAMP,
        DURATION,
        INTEGER,
        NUMBER,
        BOOLEAN,
        DYNAMIC,
        /** Rules cannot reach it: its type is open. */
        OPAQUE
    }

    private static final Shape TEXT = scalar(Sort.TEXT);

    static Shape of(JsonNode schema, String id, boolean root) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return scalar(Sort.DYNAMIC);
        }
        return switch (Json.at(schema, "type")) {
            case "object" -> object(schema, id, root);
            case "array" -> new Shape(Sort.LIST, Map.of(), of(schema.path("items"), id + "[]", false), id);
            case "string" -> scalar(text(Json.at(schema, "format")));
            case "integer" -> scalar(Sort.INTEGER);
            case "number" -> scalar(Sort.NUMBER);
            case "boolean" -> scalar(Sort.BOOLEAN);
            default -> scalar(Sort.OPAQUE);
        };
    }

    private static Shape scalar(Sort sort) {
        return new Shape(sort, Map.of(), null, "");
    }

    private static Sort text(String format) {
        return switch (format) {
            case "byte" -> Sort.BYTES;
            case "date", "date-time" -> Sort.TIMESTAMP;
            case "duration" -> Sort.DURATION;
            default -> Sort.TEXT;
        };
    }

    private static Shape object(JsonNode schema, String id, boolean root) {
        JsonNode values = schema.path("additionalProperties");
        if (values.isObject()) {
            return new Shape(Sort.MAP, Map.of(), of(values, id + "{}", false), id);
        }
        Map<String, Shape> fields = new LinkedHashMap<>();
        schema.path("properties").properties().forEach(field -> {
            Shape shape = of(field.getValue(), id + "." + field.getKey(), false);
            if (shape.sort() != Sort.OPAQUE) {
                fields.put(field.getKey(), shape);
            }
        });
        if (root || schema.path("x-kubernetes-embedded-resource").asBoolean()) {
            fields.put("apiVersion", TEXT);
            fields.put("kind", TEXT);
            fields.put(
                    "metadata",
                    new Shape(Sort.STRUCT, Map.of("name", TEXT, "generateName", TEXT), null, id + ".metadata"));
        }
        return new Shape(Sort.STRUCT, fields, null, id);
    }
}
