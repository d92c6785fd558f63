// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

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
