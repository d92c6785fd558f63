// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** What objects say of themselves in {@code status.conditions}. */
final class Conditions {

    private Conditions() {}

    /** What speaks against all of these conditions being True for the object as it is now; empty for nothing. */
    static Optional<String> missing(JsonNode object, List<String> types) {
        for (String type : types) {
            JsonNode condition = of(object, type);
            if (!condition.path("status").asText("").equals("True") || isOutdated(object, condition)) {
                return Optional.of(name(object) + ": " + text(type, condition));
            }
        }
        return Optional.empty();
    }

    /** The condition; missing when there is none. */
    static JsonNode of(JsonNode object, String type) {
        return dev.weft.runtime.status.Conditions.of(object.path("status"), type);
    }

    /** {@code Programmed=False ClusterUnreachable}. */
    static String brief(JsonNode object, String type) {
        JsonNode condition = of(object, type);
        return type + "=" + condition.path("status").asText("absent") + " "
                + condition.path("reason").asText("");
    }

    private static boolean isOutdated(JsonNode object, JsonNode condition) {
        return condition.has("observedGeneration")
                && condition.path("observedGeneration").asLong()
                        != object.path("metadata").path("generation").asLong();
    }

    private static String text(String type, JsonNode condition) {
        if (condition.isMissingNode()) {
            return "no condition " + type + " yet";
        }
        return type + " is " + condition.path("status").asText("") + " ("
                + condition.path("reason").asText("") + ": "
                + condition.path("message").asText("") + ")";
    }

    static String name(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return object.path("kind").asText("") + " " + metadata.path("namespace").asText("") + "/"
                + metadata.path("name").asText("");
    }
}
