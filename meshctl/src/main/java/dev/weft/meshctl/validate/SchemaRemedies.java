// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what may stand at a place where an API server only says that something else does. */
final class SchemaRemedies {

    private final JsonNode schema;

    private SchemaRemedies(JsonNode schema) {
        this.schema = schema;
    }

    /** @param definition a CustomResourceDefinition */
    static SchemaRemedies of(JsonNode definition, String version) {
        for (JsonNode candidate : definition.path("spec").path("versions")) {
            if (candidate.path("name").asText("").equals(version)) {
                return new SchemaRemedies(candidate.path("schema").path("openAPIV3Schema"));
            }
        }
        return new SchemaRemedies(MissingNode.getInstance());
    }

    /**
     * A sentence in the imperative; empty where the words of the API server are as good.
     *
     * @param place {@code spec.faultInjection}, {@code spec.meshes[0].name}
     */
    Optional<String> of(String place) {
        JsonNode there = at(place);
        List<String> alternatives = new ArrayList<>();
        there.path("oneOf").forEach(one -> one.path("required").forEach(field -> alternatives.add(field.asText(""))));
        if (!alternatives.isEmpty()) {
            return Optional.of("Set at most one of " + String.join(", ", alternatives) + ".");
        }
        return there.path("pattern").asText("").contains("(ns|us|")
                ? Optional.of("Write a duration such as 500ms, 5s or 1m30s.")
                : Optional.empty();
    }

    private JsonNode at(String place) {
        JsonNode there = schema;
        for (String step : place.split("[.\\[]")) {
            there = step.endsWith("]")
                    ? there.path("items")
                    : there.path("properties").path(step);
        }
        return there;
    }
}
