// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A policy rule of a role; {@code *} stands for all. */
record Rule(List<String> verbs, List<String> groups, List<String> resources, List<String> names, List<String> paths) {

    static Rule read(JsonNode rule) {
        return new Rule(
                texts(rule.path("verbs")),
                texts(rule.path("apiGroups")),
                texts(rule.path("resources")),
                texts(rule.path("resourceNames")),
                texts(rule.path("nonResourceURLs")));
    }

    static List<Rule> all(JsonNode rules) {
        List<Rule> result = new ArrayList<>();
        rules.forEach(rule -> result.add(read(rule)));
        return result;
    }

    Rule withVerbs(List<String> others) {
        return new Rule(others, groups, resources, names, paths);
    }

    private static List<String> texts(JsonNode list) {
        List<String> result = new ArrayList<>();
        list.forEach(item -> result.add(item.asText()));
        return result;
    }

    boolean allows(Attributes wanted) {
        if (!any(verbs, wanted.verb())) {
            return false;
        }
        if (wanted.resource().isEmpty()) {
            return paths.stream().anyMatch(path -> matches(path, wanted.path()));
        }
        return any(groups, wanted.group())
                && resource(wanted.resource())
                && (names.isEmpty() || names.contains(wanted.name()));
    }

    /** Whether this allows all that a rule with one verb, and one resource or path, allows. */
    boolean covers(Rule piece) {
        boolean named = names.isEmpty() || (!piece.names.isEmpty() && names.containsAll(piece.names));
        return piece.verbs.stream().allMatch(verb -> any(verbs, verb))
                && piece.groups.stream().allMatch(group -> any(groups, group))
                && piece.resources.stream().allMatch(this::resource)
                && piece.paths.stream().allMatch(path -> paths.stream().anyMatch(own -> matches(own, path)))
                && named;
    }

    /** As Kubernetes shows it in messages. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        part(parts, "APIGroups", groups);
        part(parts, "Resources", resources);
        part(parts, "NonResourceURLs", paths);
        part(parts, "ResourceNames", names);
        part(parts, "Verbs", verbs);
        return "{" + String.join(", ", parts) + "}";
    }

    private static void part(List<String> parts, String name, List<String> values) {
        if (!values.isEmpty()) {
            parts.add(name + ":["
                    + values.stream().map(value -> '"' + value + '"').collect(Collectors.joining(" ")) + "]");
        }
    }

    private static boolean any(List<String> allowed, String value) {
        return allowed.contains("*") || allowed.contains(value);
    }

    private boolean resource(String wanted) {
        int slash = wanted.indexOf('/');
        boolean everySubresource = slash > 0 && resources.contains("*" + wanted.substring(slash));
        return any(resources, wanted) || everySubresource;
    }

    private static boolean matches(String pattern, String path) {
        return pattern.endsWith("*")
                ? path.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(path);
    }
}
