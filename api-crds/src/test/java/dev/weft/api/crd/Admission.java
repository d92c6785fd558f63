// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an API server does with an object before it stores it: it leaves out unknown fields, leaves out nulls where the schema has no
 * {@code nullable}, and checks the rest against the committed CRD. The check is that of a library for JSON schemas, so that our schemas
 * are not judged by their author.
 */
final class Admission {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getOpenApi30());
    private final Map<ApiKind, JsonNode> schemas = new HashMap<>();
    private final Map<ApiKind, Schema> validators = new HashMap<>();

    Admission() throws IOException {
        YAMLMapper mapper = YAMLMapper.builder().build();
        for (ApiKind kind : Kinds.ALL) {
            JsonNode crd = mapper.readTree(Files.readString(Path.of("crds", Crd.name(kind) + ".yaml")));
            JsonNode schema = crd.at("/spec/versions/0/schema/openAPIV3Schema");
            schemas.put(kind, schema);
            validators.put(kind, registry.getSchema(schema));
        }
    }

    /** Why {@code object} is refused, each as {@code path: message}; empty when it is stored. */
    List<String> refusals(ApiKind kind, JsonNode object) {
        return errors(kind, object).stream()
                .map(error -> path(error.getInstanceLocation()) + ": " + error.getMessage())
                .toList();
    }

    /** The fields for which {@code object} is refused, as in {@code spec.meshes[0].name}, sorted. */
    List<String> refusedFields(ApiKind kind, JsonNode object) {
        return errors(kind, object).stream()
                .map(error -> path(error.getInstanceLocation()))
                .distinct()
                .sorted()
                .toList();
    }

    private List<Error> errors(ApiKind kind, JsonNode object) {
        return validator(kind).validate(stored(kind, object));
    }

    private Schema validator(ApiKind kind) {
        return known(validators, kind);
    }

    /** What is left of {@code object} when it is stored. */
    JsonNode stored(ApiKind kind, JsonNode object) {
        JsonNode schema = known(schemas, kind);
        ObjectNode stored = NODES.objectNode();
        for (String part : List.of("spec", "status")) {
            if (object.hasNonNull(part)) {
                stored.set(
                        part,
                        pruned(object.path(part), schema.path("properties").path(part)));
            }
        }
        return stored;
    }

    /** The fields of {@code object} that have a value, written as in {@code field-paths.txt}: {@code spec.meshes[].name}. */
    Set<String> fields(ApiKind kind, JsonNode object) {
        Set<String> fields = new TreeSet<>();
        collect("", stored(kind, object), known(schemas, kind), fields);
        return fields;
    }

    private static void collect(String path, JsonNode value, JsonNode schema, Set<String> fields) {
        if (value.isArray()) {
            value.forEach(item -> collect(path + "[]", item, schema.path("items"), fields));
        } else if (schema.has("additionalProperties")) {
            value.forEach(item -> collect(path + "{}", item, schema.path("additionalProperties"), fields));
        } else if (schema.has("properties")) {
            value.properties()
                    .forEach(field -> collect(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                            field.getValue(),
                            schema.path("properties").path(field.getKey()),
                            fields));
        } else {
            fields.add(path);
        }
    }

    private static JsonNode pruned(JsonNode value, JsonNode schema) {
        if (value.isArray()) {
            ArrayNode list = NODES.arrayNode();
            value.forEach(item -> list.add(pruned(item, schema.path("items"))));
            return list;
        }
        if (!value.isObject()) {
            return value;
        }
        ObjectNode object = NODES.objectNode();
        value.properties().forEach(field -> {
            JsonNode child = schema.has("additionalProperties")
                    ? schema.path("additionalProperties")
                    : schema.path("properties").path(field.getKey());
            boolean droppedNull =
                    field.getValue().isNull() && !child.path("nullable").asBoolean();
            if (!child.isMissingNode() && !droppedNull) {
                object.set(field.getKey(), pruned(field.getValue(), child));
            }
        });
        return object;
    }

    private static <T> T known(Map<ApiKind, T> of, ApiKind kind) {
        T known = of.get(kind);
        if (known == null) {
            throw new IllegalArgumentException("no CRD of " + kind.kind());
        }
        return known;
    }

    private static String path(NodePath location) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < location.getNameCount(); i++) {
            Object step = location.getElement(i);
            if (step instanceof Integer index) {
                path.append('[').append(index).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step);
            }
        }
        return path.toString();
    }
}
