// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.kinds;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.cel.ObjectRules;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.schema.CustomSchema;
import dev.weft.sandbox.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The resources that a CustomResourceDefinition adds: one a served version. */
public final class CustomKinds {
    private static final List<String> VERBS =
            List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");

    private CustomKinds() {}

    /** @param definition a CustomResourceDefinition that was accepted */
    public static List<Resource> of(JsonNode definition) {
        List<Resource> result = new ArrayList<>();
        for (JsonNode version : definition.path("spec").path("versions")) {
            if (version.path("served").asBoolean()) {
                result.add(resource(definition.path("spec"), version));
            }
        }
        return result;
    }

    /** The version that objects are stored in. */
    public static String storageVersion(JsonNode definition) {
        for (JsonNode version : definition.path("spec").path("versions")) {
            if (version.path("storage").asBoolean()) {
                return Json.at(version, "name");
            }
        }
        return "";
    }

    private static Resource resource(JsonNode spec, JsonNode version) {
        JsonNode names = spec.path("names");
        String kind = Json.at(names, "kind");
        String singular = Json.at(names, "singular");
        Set<String> subresources = new TreeSet<>();
        version.path("subresources").properties().forEach(entry -> subresources.add(entry.getKey()));
        List<String> selectable = new ArrayList<>();
        version.path("selectableFields")
                .forEach(field -> selectable.add(Json.at(field, "jsonPath").substring(1)));
        return new Resource(
                Json.at(spec, "group"),
                Json.at(version, "name"),
                Json.at(names, "plural"),
                singular.isEmpty() ? kind.toLowerCase(Locale.ROOT) : singular,
                kind,
                Json.at(spec, "scope").equals("Namespaced"),
                texts(names.path("shortNames")),
                texts(names.path("categories")),
                VERBS,
                subresources,
                selectable,
                columns(version.path("additionalPrinterColumns")),
                schema(version.path("schema").path("openAPIV3Schema")),
                ObjectRules.of(version.path("schema").path("openAPIV3Schema")),
                true,
                true,
                false,
                true);
    }

    /** The user's schema, with the fields that every object has. */
    private static Schema schema(JsonNode source) {
        Schema read = CustomSchema.read(source);
        TreeMap<String, Schema> properties = new TreeMap<>(read.properties());
        properties.put("apiVersion", Schema.of(Schema.Type.STRING));
        properties.put("kind", Schema.of(Schema.Type.STRING));
        properties.put("metadata", BuiltIns.metadata());
        return new Schema(
                Schema.Type.STRUCT,
                properties,
                read.required(),
                null,
                read.preserve() || source.isMissingNode(),
                read.merging(),
                read.limits(),
                null,
                "");
    }

    private static List<String> texts(JsonNode list) {
        List<String> result = new ArrayList<>();
        list.forEach(item -> result.add(item.asText()));
        return result;
    }

    private static List<Column> columns(JsonNode source) {
        List<Column> result = new ArrayList<>();
        result.add(new Column("Name", "string", "name", 0, ".metadata.name"));
        for (JsonNode column : source) {
            int priority = column.path("priority").asInt();
            String type = Json.at(column, "type");
            result.add(new Column(
                    Json.at(column, "name"), type, Json.at(column, "format"), priority, Json.at(column, "jsonPath")));
        }
        if (source.isEmpty()) {
            result.add(new Column("Age", "date", "", 0, "@age"));
        }
        return result;
    }
}
