// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.schema.Schema.ListType;
import dev.weft.sandbox.schema.Schema.Type;
import dev.weft.sandbox.status.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares a value with its schema; every deviation is a cause. Words as kube-apiserver has them. */
public final class Validation {
    private final List<Cause> causes = new ArrayList<>();

    private Validation() {}

    public static List<Cause> of(Schema schema, JsonNode value, String path) {
        Validation validation = new Validation();
        validation.check(schema, value, path);
        return validation.causes;
    }

    private void check(Schema schema, JsonNode value, String path) {
        if (value.isNull() && schema.limits().nullable()) {
            return;
        }
        boolean typed = !schema.limits().strict() || typeFits(schema, value, path);
        Limits limits = schema.limits();
        if (!limits.allowed().isEmpty() && !limits.allowed().contains(value) && !emptyBuiltIn(limits, value)) {
            causes.add(Cause.unsupported(
                    path, value, limits.allowed().stream().map(JsonNode::asText).toList()));
        }
        if (!typed) {
            return;
        }
        if (value.isObject()) {
            fields(schema, value, path);
        } else if (value.isArray()) {
            items(schema, value, path);
        } else if (value.isTextual()) {
            new TextLimits(limits, value, path, causes).check();
        } else if (value.isNumber()) {
            NumberLimits.check(limits, value, path, causes);
        }
        nested(limits, value, path);
    }

    /** Go cannot tell an empty string from none; built-in kinds take it for none. */
    private static boolean emptyBuiltIn(Limits limits, JsonNode value) {
        return !limits.strict() && value.isTextual() && value.textValue().isEmpty();
    }

    private boolean typeFits(Schema schema, JsonNode value, String path) {
        String wanted = switch (schema.type()) {
            case STRUCT, MAP -> value.isObject() ? "" : "object";
            case LIST -> value.isArray() ? "" : "array";
            case STRING, BYTES, TIME, MICROTIME, QUANTITY -> value.isTextual() ? "" : "string";
            case INT32, INT64 -> value.isIntegralNumber() || wholeNumber(value) ? "" : "integer";
            case NUMBER -> value.isNumber() ? "" : "number";
            case BOOLEAN -> value.isBoolean() ? "" : "boolean";
            case INT_OR_STRING -> value.isIntegralNumber() || value.isTextual() ? "" : "integer,string";
            case ANY -> "";
        };
        if (wanted.isEmpty()) {
            return true;
        }
        String found = nameOf(value);
        String place = path.isEmpty() ? Cause.NOWHERE : path;
        causes.add(new Cause(
                "FieldValueTypeInvalid",
                "Invalid value: \"" + found + "\": " + place + " in body must be of type " + wanted + ": \"" + found
                        + "\"",
                place));
        return false;
    }

    private static boolean wholeNumber(JsonNode value) {
        return value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
    }

    private static String nameOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case NULL, MISSING, BINARY, POJO -> "null";
        };
    }

    private void fields(Schema schema, JsonNode value, String path) {
        for (Map.Entry<String, JsonNode> entry : value.properties()) {
            Schema field = schema.field(entry.getKey());
            if (field != null) {
                check(field, entry.getValue(), join(path, entry.getKey()));
            }
        }
        for (String name : schema.required()) {
            if (!value.has(name) && (schema.limits().strict() || needed(schema, name))) {
                causes.add(Cause.required(join(path, name), ""));
            }
        }
        Limits limits = schema.limits();
        if (limits.embedded()) {
            for (String name : List.of("apiVersion", "kind")) {
                if (Json.at(value, name).isEmpty()) {
                    causes.add(Cause.required(join(path, name), "must not be empty"));
                }
            }
        }
        int size = value.size();
        if (limits.maxProperties() != null && size > limits.maxProperties()) {
            String detail = "must have at most " + limits.maxProperties() + " properties";
            causes.add(new Cause("FieldValueTooMany", "Too many: " + size + ": " + detail, path));
        }
        if (limits.minProperties() != null && size < limits.minProperties()) {
            String detail = path + " in body should have at least " + limits.minProperties() + " properties";
            causes.add(Cause.invalid(path, value, detail));
        }
    }

    /** Of built-in kinds only scalars and lists are demanded: structures always exist there, if empty. */
    private static boolean needed(Schema schema, String name) {
        Schema field = schema.properties().get(name);
        return field != null && (field.type() != Type.STRUCT || field.merging().pointer());
    }

    private void items(Schema schema, JsonNode value, String path) {
        Schema element = schema.element();
        int size = value.size();
        Limits limits = schema.limits();
        if (limits.maxItems() != null && size > limits.maxItems()) {
            String detail = "must have at most " + limits.maxItems() + " items";
            causes.add(new Cause("FieldValueTooMany", "Too many: " + size + ": " + detail, path));
            return;
        }
        if (limits.minItems() != null && size < limits.minItems()) {
            String detail = path + " in body should have at least " + limits.minItems() + " items";
            causes.add(Cause.invalid(path, Json.object().numberNode(size), detail));
        }
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < size; i++) {
            String place = path + "[" + i + "]";
            if (element != null) {
                check(element, value.get(i), place);
            }
            JsonNode identity = identity(schema, value.get(i));
            if (schema.limits().strict() && schema.merging().list() != ListType.ATOMIC && !seen.add(identity)) {
                causes.add(Cause.duplicate(place, identity));
            }
        }
    }

    private static JsonNode identity(Schema list, JsonNode item) {
        if (list.merging().list() != ListType.MAP) {
            return item;
        }
        ObjectNode identity = Json.object();
        list.merging().keys().forEach(key -> {
            if (item.has(key)) {
                identity.set(key, item.get(key));
            }
        });
        return identity;
    }

    private void nested(Limits limits, JsonNode value, String path) {
        Limits.Nested nested = limits.nested();
        nested.all().forEach(schema -> causes.addAll(of(schema, value, path)));
        if (!nested.any().isEmpty() && nested.any().stream().noneMatch(schema -> matches(schema, value))) {
            combination(path, "must validate at least one schema (anyOf)");
        }
        if (!nested.one().isEmpty()) {
            long matching = nested.one().stream()
                    .filter(schema -> matches(schema, value))
                    .count();
            if (matching != 1) {
                String found = matching == 0 ? "Found none valid" : "Found " + matching + " valid alternatives";
                combination(path, "must validate one and only one schema (oneOf). " + found);
            }
        }
        if (nested.not() != null && matches(nested.not(), value)) {
            combination(path, "must not validate the schema (not)");
        }
    }

    /** Kubernetes names the place in the words of these, not as the field. */
    private void combination(String path, String what) {
        String message = "Invalid value: \"\": \"" + path + "\" " + what;
        causes.add(new Cause("FieldValueInvalid", message, Cause.NOWHERE, path));
    }

    private static boolean matches(Schema schema, JsonNode value) {
        return of(schema, value, "").isEmpty();
    }

    static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
