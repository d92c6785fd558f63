// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/**
 * The rules of structural schemas (Kubernetes documentation, "Extend the Kubernetes API with CustomResourceDefinitions"): every node
 * outside of value validations has a type; inside {@code not}, {@code anyOf}, {@code oneOf}, {@code allOf} nothing adds to the structure;
 * {@code properties} and {@code additionalProperties} exclude each other; no {@code $ref} and its like.
 */
final class StructuralRules {

    private static final Set<String> FORBIDDEN = Set.of(
            "$ref",
            "definitions",
            "dependencies",
            "deprecated",
            "discriminator",
            "id",
            "patternProperties",
            "readOnly",
            "writeOnly",
            "xml");
    private static final Set<String> FORBIDDEN_IN_VALUE_VALIDATIONS = Set.of(
            "type", "description", "title", "default", "additionalProperties", "nullable", "x-kubernetes-list-type");

    private StructuralRules() {}

    static void check(JsonNode schema, String path, List<String> problems) {
        if (schema.path("type").asText().isEmpty()) {
            problems.add(path + " has no type");
        }
        FORBIDDEN.stream().filter(schema::has).forEach(key -> problems.add(path + " has " + key));
        if (schema.has("properties") && schema.has("additionalProperties")) {
            problems.add(path + " has properties and additionalProperties");
        }
        if (schema.path("type").asText().equals("array") && !schema.has("items")) {
            problems.add(path + " is a list without items");
        }
        schema.path("properties")
                .properties()
                .forEach(field -> check(field.getValue(), path + "." + field.getKey(), problems));
        if (schema.has("additionalProperties")) {
            check(schema.path("additionalProperties"), path + "{}", problems);
        }
        if (schema.has("items")) {
            check(schema.path("items"), path + "[]", problems);
        }
        for (String junctor : List.of("oneOf", "anyOf", "allOf")) {
            schema.path(junctor).forEach(alternative -> value(alternative, path, problems));
        }
        if (schema.has("not")) {
            value(schema.path("not"), path, problems);
        }
    }

    private static void value(JsonNode validation, String path, List<String> problems) {
        FORBIDDEN_IN_VALUE_VALIDATIONS.stream()
                .filter(validation::has)
                .forEach(key -> problems.add(path + " has " + key + " inside a value validation"));
        for (String junctor : List.of("oneOf", "anyOf", "allOf")) {
            validation.path(junctor).forEach(alternative -> value(alternative, path, problems));
        }
        if (validation.has("not")) {
            value(validation.path("not"), path, problems);
        }
    }
}
