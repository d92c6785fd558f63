// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.crd;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.schema.Explain;
import dev.weft.api.schema.Format;
import dev.weft.api.schema.OneOf;
import dev.weft.api.shared.Condition;
import dev.weft.api.shared.Empty;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The structural schema of a wire record, as the reference's CRDs have it (spec A.1.2): nothing is required, numbers have the bounds of
 * their wire type, exclusive fields are a {@code oneOf} whose first alternative is none of them.
 */
final class RecordSchema {

    /** Go's duration literal, which the reference accepted; it is what GoDuration of mesh-networking reads. */
    static final String DURATION = "^[-+]?(0|(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final boolean rules;
    private final boolean descriptions;

    /**
     * @param rules whether values are checked beyond their type; not in status, where whole specs are embedded
     * @param descriptions whether fields are explained
     */
    RecordSchema(boolean rules, boolean descriptions) {
        this.rules = rules;
        this.descriptions = descriptions;
    }

    /** @param type a wire record */
    ObjectNode of(Class<?> type) {
        ObjectNode schema = NODES.objectNode();
        Explain explain = type.getAnnotation(Explain.class);
        if (descriptions && explain != null) {
            schema.put("description", explain.value());
        }
        if (type == Empty.class && rules) {
            schema.put("maxProperties", 0);
        }
        OneOf oneOf = type.getAnnotation(OneOf.class);
        if (rules && oneOf != null) {
            schema.set("oneOf", oneOf(List.of(oneOf.value())));
        }
        ObjectNode properties = NODES.objectNode();
        for (RecordComponent component : type.getRecordComponents()) {
            properties.set(component.getName(), field(component));
        }
        if (!properties.isEmpty()) {
            schema.set("properties", properties);
        }
        if (type == Condition.class) {
            schema.putArray("required").add("type").add("status");
        }
        schema.put("type", "object");
        return schema;
    }

    private ObjectNode field(RecordComponent component) {
        Optional<Format.Of> format =
                Optional.ofNullable(component.getAnnotation(Format.class)).map(Format::value);
        ObjectNode schema = type(component.getGenericType(), format);
        Explain explain = component.getAnnotation(Explain.class);
        if (descriptions && explain != null) {
            schema.put("description", explain.value());
        }
        return schema;
    }

    private ObjectNode type(Type type, Optional<Format.Of> format) {
        if (type instanceof ParameterizedType generic) {
            return collection(generic);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord()) {
            return of(plain);
        }
        ObjectNode schema = NODES.objectNode();
        if (plain.isEnum()) {
            ArrayNode values = schema.putArray("enum");
            Stream.of(plain.getEnumConstants()).forEach(value -> values.add(value.toString()));
            return schema.put("type", "string");
        }
        switch (plain.getSimpleName()) {
            case "String" -> schema.put("type", "string");
            case "Boolean" -> schema.put("type", "boolean");
            case "Double" -> schema.put("type", "number").put("format", "double");
            case "Integer" -> schema.put("type", "integer").put("format", "int32");
            case "Long" -> {
                schema.put("type", "integer").put("format", "int64");
                if (rules && format.isEmpty()) {
                    schema.put("minimum", 0).put("maximum", 4_294_967_295L);
                }
            }
            default -> throw new IllegalStateException("no schema for " + type);
        }
        format.ifPresent(of -> addFormat(schema, of));
        return schema;
    }

    private void addFormat(ObjectNode schema, Format.Of format) {
        switch (format) {
            case DURATION -> {
                if (rules) {
                    schema.put("pattern", DURATION);
                }
            }
            case TIMESTAMP -> schema.put("format", "date-time");
            case BYTES -> schema.put("format", "binary");
            case NULLABLE -> schema.put("nullable", true);
            case INT64 -> {
                // the format is that of every Long; only the bounds of an unsigned one are left out
            }
        }
    }

    private ObjectNode collection(ParameterizedType generic) {
        Type[] arguments = generic.getActualTypeArguments();
        ObjectNode schema = NODES.objectNode();
        if (generic.getRawType() == Map.class) {
            schema.set("additionalProperties", type(arguments[1], Optional.empty()));
            return schema.put("type", "object");
        }
        if (generic.getRawType() != List.class) {
            throw new IllegalStateException("no schema for " + generic);
        }
        schema.set("items", type(arguments[0], Optional.empty()));
        schema.put("type", "array");
        if (arguments[0] == Condition.class) {
            // Several writers, each with conditions of its own: server-side apply merges them by type.
            schema.put("x-kubernetes-list-type", "map");
            schema.putArray("x-kubernetes-list-map-keys").add("type");
        }
        return schema;
    }

    private static ArrayNode oneOf(List<String> fields) {
        ArrayNode alternatives = NODES.arrayNode();
        ArrayNode present = alternatives.addObject().putObject("not").putArray("anyOf");
        fields.forEach(field -> present.addObject().putArray("required").add(field));
        fields.forEach(field -> alternatives.addObject().putArray("required").add(field));
        return alternatives;
    }
}
