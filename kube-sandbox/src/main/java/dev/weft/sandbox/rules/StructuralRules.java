// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.rules;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Cause;
import java.util.List;
import java.util.Map;

/**
 * What makes a schema structural
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema):
 * every node has a type, list keys exist and are required or have a default.
 */
final class StructuralRules {
    private StructuralRules() {}

    static void check(JsonNode schema, String path, List<Cause> causes) {
        boolean typeless = schema.path("x-kubernetes-int-or-string").asBoolean()
                || schema.path("x-kubernetes-preserve-unknown-fields").asBoolean();
        String type = Json.at(schema, "type");
        if (type.isEmpty() && !typeless) {
            causes.add(Cause.required(path + ".type", "must not be empty for specified object fields"));
        }
        if (type.equals("array") && !schema.path("items").isObject()) {
            causes.add(Cause.required(path + ".items", "must be specified"));
        }
        if (schema.path("properties").isObject()
                && schema.path("additionalProperties").isObject()) {
            causes.add(Cause.forbidden(
                    path + ".additionalProperties", "additionalProperties and properties are mutual exclusive"));
        }
        keys(schema, path, causes);
        for (Map.Entry<String, JsonNode> entry : schema.path("properties").properties()) {
            check(entry.getValue(), path + ".properties[" + entry.getKey() + "]", causes);
        }
        if (schema.path("items").isObject()) {
            check(schema.path("items"), path + ".items", causes);
        }
        if (schema.path("additionalProperties").isObject()) {
            check(schema.path("additionalProperties"), path + ".additionalProperties", causes);
        }
    }

    private static void keys(JsonNode schema, String path, List<Cause> causes) {
        boolean map = Json.at(schema, "x-kubernetes-list-type").equals("map");
        JsonNode keys = schema.path("x-kubernetes-list-map-keys");
        if (map && keys.isEmpty()) {
            causes.add(Cause.required(
                    path + ".x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
        }
        JsonNode item = schema.path("items");
        int index = 0;
        for (JsonNode key : keys) {
            String place = path + ".x-kubernetes-list-map-keys[" + index + "]";
            JsonNode property = item.path("properties").path(key.asText());
            boolean demanded = false;
            for (JsonNode name : item.path("required")) {
                demanded |= name.equals(key);
            }
            if (map && property.isMissingNode()) {
                causes.add(Cause.invalid(place, key, "entries must all be names of item properties"));
            } else if (map && !demanded && !property.has("default")) {
                causes.add(
                        Cause.required(
                                path + ".items.properties[" + key.asText() + "].default",
                                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
            }
            index++;
        }
    }
}
