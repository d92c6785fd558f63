// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.BuiltIns;
import dev.weft.sandbox.schema.Schema;
import dev.weft.sandbox.schema.Schema.ListType;
import java.util.Locale;

/** Writes built-in types as OpenAPI v3 components, each with all that it refers to. */
final class OpenApiSchemas {
    private static final String PREFIX = "#/components/schemas/";

    private final ObjectNode components;

    OpenApiSchemas(ObjectNode components) {
        this.components = components;
    }

    /** Adds a named type; returns the name of its component. */
    String add(Schema schema) {
        String name = "io.k8s.api." + BuiltIns.nameOf(schema);
        if (!components.has(name)) {
            ObjectNode component = components.putObject(name).put("type", "object");
            ObjectNode properties = component.putObject("properties");
            schema.properties().forEach((field, type) -> properties.set(field, property(type)));
            if (!schema.required().isEmpty()) {
                ArrayNode required = component.putArray("required");
                schema.required().forEach(required::add);
            }
            if (schema.merging().atomic()) {
                component.put("x-kubernetes-map-type", "atomic");
            }
        }
        return name;
    }

    /** The schema of a custom kind, with the metadata that all kinds have. */
    ObjectNode withMetadata(ObjectNode schema) {
        ObjectNode properties = Json.child(schema, "properties");
        for (String field : new String[] {"apiVersion", "kind"}) {
            if (!properties.has(field)) {
                properties.putObject(field).put("type", "string");
            }
        }
        properties.putObject("metadata").putArray("allOf").addObject().put("$ref", PREFIX + add(BuiltIns.metadata()));
        return schema;
    }

    private ObjectNode property(Schema schema) {
        ObjectNode result = plain(schema);
        Schema.Merging merging = schema.merging();
        if (schema.type() == Schema.Type.LIST
                && (merging.list() != ListType.ATOMIC || merging.patchStrategy().isEmpty())) {
            result.put("x-kubernetes-list-type", merging.list().name().toLowerCase(Locale.ROOT));
        }
        if (!merging.keys().isEmpty()) {
            ArrayNode keys = result.putArray("x-kubernetes-list-map-keys");
            merging.keys().forEach(keys::add);
        }
        if (!merging.patchKey().isEmpty()) {
            result.put("x-kubernetes-patch-merge-key", merging.patchKey());
        }
        if (!merging.patchStrategy().isEmpty()) {
            result.put("x-kubernetes-patch-strategy", merging.patchStrategy());
        }
        if (!schema.limits().allowed().isEmpty()) {
            ArrayNode allowed = result.putArray("enum");
            for (JsonNode value : schema.limits().allowed()) {
                allowed.add(value);
            }
        }
        return result;
    }

    private ObjectNode plain(Schema schema) {
        ObjectNode result = Json.object();
        Schema element = schema.element() == null ? Schema.any() : schema.element();
        switch (schema.type()) {
            case STRUCT -> result.putArray("allOf").addObject().put("$ref", PREFIX + add(schema));
            case MAP -> result.put("type", "object").set("additionalProperties", plain(element));
            case LIST -> result.put("type", "array").set("items", plain(element));
            case STRING, QUANTITY -> result.put("type", "string");
            case BYTES -> result.put("type", "string").put("format", "byte");
            case TIME, MICROTIME -> result.put("type", "string").put("format", "date-time");
            case INT32 -> result.put("type", "integer").put("format", "int32");
            case INT64 -> result.put("type", "integer").put("format", "int64");
            case NUMBER -> result.put("type", "number").put("format", "double");
            case BOOLEAN -> result.put("type", "boolean");
            case INT_OR_STRING -> result.put("type", "string").put("format", "int-or-string");
            case ANY -> result.put("type", "object");
        }
        return result;
    }
}
