// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.schema.Schema.ListType;
import dev.weft.sandbox.schema.Schema.Merging;
import dev.weft.sandbox.schema.Schema.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code openAPIV3Schema} of a CustomResourceDefinition
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/).
 */
public final class CustomSchema {
    private CustomSchema() {}

    /** Reads a schema; what is not understood is left out. */
    public static Schema read(JsonNode source) {
        Map<String, Schema> properties = new TreeMap<>();
        source.path("properties").properties().forEach(entry -> properties.put(entry.getKey(), read(entry.getValue())));
        TreeSet<String> required = new TreeSet<>();
        source.path("required").forEach(name -> required.add(name.asText()));
        boolean preserve = source.path("x-kubernetes-preserve-unknown-fields").asBoolean();
        return new Schema(
                type(source),
                properties,
                required,
                element(source),
                preserve,
                merging(source),
                limits(source),
                source.get("default"),
                "");
    }

    private static Type type(JsonNode source) {
        if (source.path("x-kubernetes-int-or-string").asBoolean()) {
            return Type.INT_OR_STRING;
        }
        return switch (Json.at(source, "type")) {
            case "object" ->
                source.path("additionalProperties").isObject()
                                || source.path("additionalProperties").asBoolean()
                        ? Type.MAP
                        : Type.STRUCT;
            case "array" -> Type.LIST;
            case "string" -> Type.STRING;
            case "integer" -> Json.at(source, "format").equals("int32") ? Type.INT32 : Type.INT64;
            case "number" -> Type.NUMBER;
            case "boolean" -> Type.BOOLEAN;
            default -> source.path("properties").isObject() ? Type.STRUCT : Type.ANY;
        };
    }

    private static @Nullable Schema element(JsonNode source) {
        if (source.path("items").isObject()) {
            return read(source.path("items"));
        }
        JsonNode values = source.path("additionalProperties");
        return values.isObject() ? read(values) : values.asBoolean() ? Schema.any() : null;
    }

    private static Merging merging(JsonNode source) {
        List<String> keys = new ArrayList<>();
        source.path("x-kubernetes-list-map-keys").forEach(key -> keys.add(key.asText()));
        ListType list = switch (Json.at(source, "x-kubernetes-list-type")) {
            case "map" -> ListType.MAP;
            case "set" -> ListType.SET;
            default -> ListType.ATOMIC;
        };
        boolean atomic = Json.at(source, "x-kubernetes-map-type").equals("atomic");
        // Custom objects have no compiled structure: a written empty object is a value.
        return new Merging(list, List.copyOf(keys), atomic, true, "", "");
    }

    private static Limits limits(JsonNode source) {
        List<JsonNode> allowed = new ArrayList<>();
        source.path("enum").forEach(allowed::add);
        return new Limits(
                true,
                source.path("nullable").asBoolean(),
                allowed,
                number(source, "minimum"),
                number(source, "maximum"),
                source.path("exclusiveMinimum").asBoolean(),
                source.path("exclusiveMaximum").asBoolean(),
                number(source, "multipleOf"),
                count(source, "minLength"),
                count(source, "maxLength"),
                count(source, "minItems"),
                count(source, "maxItems"),
                count(source, "minProperties"),
                count(source, "maxProperties"),
                pattern(Json.at(source, "pattern")),
                Json.at(source, "format"),
                source.path("x-kubernetes-embedded-resource").asBoolean(),
                nested(source));
    }

    private static Limits.Nested nested(JsonNode source) {
        JsonNode not = source.path("not");
        return new Limits.Nested(
                all(source.path("allOf")),
                all(source.path("anyOf")),
                all(source.path("oneOf")),
                not.isObject() ? read(not) : null);
    }

    private static List<Schema> all(JsonNode sources) {
        List<Schema> result = new ArrayList<>();
        sources.forEach(source -> result.add(read(source)));
        return result;
    }

    private static @Nullable Double number(JsonNode source, String field) {
        return source.path(field).isNumber() ? (Double) source.path(field).doubleValue() : null;
    }

    private static @Nullable Long count(JsonNode source, String field) {
        return source.path(field).isNumber() ? (Long) source.path(field).longValue() : null;
    }

    /** Kubernetes has RE2 patterns; one that is none is not checked. */
    private static @Nullable Pattern pattern(String pattern) {
        try {
            return pattern.isEmpty() ? null : Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            return null;
        }
    }
}
