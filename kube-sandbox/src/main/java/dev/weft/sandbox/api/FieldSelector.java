// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.status.Refusal;
import dev.weft.sandbox.store.Stored;
import java.util.function.Predicate;

/** Reads field selectors: {@code metadata.name=a,status.phase!=b}, of the fields that the kind declares. */
final class FieldSelector {
    private FieldSelector() {}

    /** @throws Refusal 400 when it is not a selector or names another field */
    static Predicate<Stored> parse(Resource resource, String text) {
        Predicate<Stored> result = object -> true;
        for (String part : text.split(",")) {
            if (!part.isBlank()) {
                result = result.and(requirement(resource, part.strip()));
            }
        }
        return result;
    }

    private static Predicate<Stored> requirement(Resource resource, String part) {
        int equals = part.indexOf('=');
        if (equals <= 0) {
            throw Refusal.badRequest("invalid selector: '" + part + "'; can't understand '" + part + "'");
        }
        boolean not = part.charAt(equals - 1) == '!';
        String field = part.substring(0, not ? equals - 1 : equals).strip();
        boolean twice = part.startsWith("==", equals);
        String value = part.substring(equals + (twice ? 2 : 1)).strip();
        return switch (field) {
            case "metadata.name" -> object -> object.key().name().equals(value) != not;
            case "metadata.namespace" -> object -> object.key().namespace().equals(value) != not;
            default -> {
                if (!resource.selectable().contains(field)) {
                    throw unknown(resource, field);
                }
                String[] path = field.split("\\.");
                yield object -> text(object.tree(), path).equals(value) != not;
            }
        };
    }

    private static String text(JsonNode object, String[] path) {
        JsonNode current = object;
        for (String field : path) {
            current = current.path(field);
        }
        if (path[0].equals("source") && path.length == 1) {
            return current.path("component").asText("");
        }
        return current.isValueNode() ? current.asText("") : "";
    }

    private static Refusal unknown(Resource resource, String field) {
        if (resource.custom()) {
            return Refusal.badRequest("field label not supported: " + field);
        }
        return Refusal.badRequest(
                resource.selectable().isEmpty()
                        ? "\"" + field
                                + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                        : "field label not supported: " + field);
    }
}
