// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.crds;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether objects of this version can be stored by a definition that is installed: it may know more fields and allow more, as a newer
 * version does, and the server may have added defaults; it must not drop or refuse anything.
 */
public final class SchemaFit {

    /** Bounds of which a smaller one refuses more. */
    private static final List<String> UPPER = List.of("maximum", "maxLength", "maxItems", "maxProperties");
    /** Bounds of which a greater one refuses more. */
    private static final List<String> LOWER = List.of("minimum", "minLength", "minItems", "minProperties");

    private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";

    private SchemaFit() {}

    /**
     * The first thing in the way, as a sentence without a full stop; empty when there is none.
     *
     * @param ours CustomResourceDefinition of this version
     * @param installed the one that a server has
     */
    public static Optional<String> misfit(JsonNode ours, JsonNode installed) {
        for (JsonNode version : ours.path("spec").path("versions")) {
            String name = version.path("name").asText("");
            Optional<JsonNode> other = version(installed, name);
            if (other.isEmpty() || !other.get().path("served").asBoolean(false)) {
                return Optional.of("version " + name + " is not served");
            }
            Optional<String> found = misfit(
                    "",
                    version.path("schema").path("openAPIV3Schema"),
                    other.get().path("schema").path("openAPIV3Schema"));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<JsonNode> version(JsonNode definition, String name) {
        for (JsonNode version : definition.path("spec").path("versions")) {
            if (version.path("name").asText("").equals(name)) {
                return Optional.of(version);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> misfit(String path, JsonNode ours, JsonNode installed) {
        return stricter(path, ours, installed)
                .or(() -> fields(path, ours, installed))
                .or(() -> part(path + "[]", ours, installed, "items"))
                .or(() -> part(path + ".*", ours, installed, "additionalProperties"));
    }

    private static Optional<String> part(String path, JsonNode ours, JsonNode installed, String key) {
        boolean kept = installed.path(PRESERVE).asBoolean(false);
        if (!ours.path(key).isObject() || (kept && !installed.path(key).isObject())) {
            return Optional.empty();
        }
        return installed.path(key).isObject()
                ? misfit(path, ours.path(key), installed.path(key))
                : Optional.of(name(path) + " is not known");
    }

    private static Optional<String> fields(String path, JsonNode ours, JsonNode installed) {
        boolean kept = installed.path(PRESERVE).asBoolean(false)
                || installed.path("additionalProperties").isObject();
        for (var field : ours.path("properties").properties()) {
            String at = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            JsonNode other = installed.path("properties").path(field.getKey());
            if (other.isMissingNode()) {
                if (kept) {
                    continue;
                }
                return Optional.of("field " + at + " is not known");
            }
            Optional<String> found = misfit(at, field.getValue(), other);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> stricter(String path, JsonNode ours, JsonNode installed) {
        String type = installed.path("type").asText("");
        boolean intOrString = installed.path("x-kubernetes-int-or-string").asBoolean(false);
        if (!type.isEmpty() && !type.equals(ours.path("type").asText("")) && !intOrString) {
            return Optional.of(name(path) + " must be of type " + type);
        }
        boolean drops = ours.path(PRESERVE).asBoolean(false)
                && !installed.path(PRESERVE).asBoolean(false);
        if (drops) {
            return Optional.of(name(path) + " may not hold just anything");
        }
        Set<String> required = texts(installed.path("required"));
        required.removeAll(texts(ours.path("required")));
        if (!required.isEmpty()) {
            return Optional.of(name(path) + " needs "
                    + String.join(", ", required.stream().sorted().toList()));
        }
        if (installed.has("enum") && !texts(installed.path("enum")).containsAll(texts(ours.path("enum")))) {
            return Optional.of(name(path) + " allows fewer values");
        }
        if (installed.has("enum") && !ours.has("enum")) {
            return Optional.of(name(path) + " allows certain values only");
        }
        return bounds(path, ours, installed).or(() -> rules(path, ours, installed));
    }

    private static Optional<String> bounds(String path, JsonNode ours, JsonNode installed) {
        for (String bound : UPPER) {
            if (installed.has(bound)
                    && (!ours.has(bound)
                            || installed.path(bound).asDouble()
                                    < ours.path(bound).asDouble())) {
                return Optional.of(name(path) + " is bounded by " + bound + " "
                        + installed.path(bound).asText());
            }
        }
        for (String bound : LOWER) {
            if (installed.has(bound)
                    && (!ours.has(bound)
                            || installed.path(bound).asDouble()
                                    > ours.path(bound).asDouble())) {
                return Optional.of(name(path) + " is bounded by " + bound + " "
                        + installed.path(bound).asText());
            }
        }
        boolean otherPattern =
                installed.has("pattern") && !installed.path("pattern").equals(ours.path("pattern"));
        return otherPattern ? Optional.of(name(path) + " has another pattern") : Optional.empty();
    }

    /** Rules cannot be compared with each other, only found again. */
    private static Optional<String> rules(String path, JsonNode ours, JsonNode installed) {
        Set<String> known = rules(ours);
        return rules(installed).stream()
                .filter(rule -> !known.contains(rule))
                .sorted()
                .findFirst()
                .map(rule -> name(path) + " has another rule: " + rule);
    }

    private static Set<String> rules(JsonNode schema) {
        Set<String> rules = new HashSet<>();
        schema.path("x-kubernetes-validations")
                .forEach(rule -> rules.add(rule.path("rule").asText("")));
        return rules;
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new HashSet<>();
        list.forEach(text -> texts.add(text.asText("")));
        return texts;
    }

    private static String name(String path) {
        return path.isEmpty() ? "the object" : "field " + path;
    }
}
