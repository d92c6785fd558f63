// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.describe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Selectors and matchers of policies as cells; alternatives are separated by a blank line. */
final class SelectorCells {

    private SelectorCells() {}

    static String workloads(JsonNode selectors) {
        List<String> parts = new ArrayList<>();
        selectors.forEach(selector -> parts.add(new Cell()
                .list("Namespaces", selector.path("namespaces"))
                .list("Clusters", selector.path("clusters"))
                .map("LABELS", selector.path("labels"))
                .toString()));
        return join(parts);
    }

    static String services(JsonNode selectors) {
        List<String> parts = new ArrayList<>();
        selectors.forEach(selector -> {
            JsonNode matcher = selector.path("kubeServiceMatcher");
            parts.add(new Cell()
                    .list("Namespaces", matcher.path("namespaces"))
                    .list("Clusters", matcher.path("clusters"))
                    .map("LABELS", matcher.path("labels"))
                    .toString());
            parts.add(Cell.refs(selector.path("kubeServiceRefs").path("services")));
        });
        return join(parts);
    }

    static String identities(JsonNode selectors) {
        List<String> parts = new ArrayList<>();
        selectors.forEach(selector -> {
            JsonNode matcher = selector.path("kubeIdentityMatcher");
            parts.add(new Cell()
                    .list("Namespaces", matcher.path("namespaces"))
                    .list("Clusters", matcher.path("clusters"))
                    .toString());
            parts.add(Cell.refs(selector.path("kubeServiceAccountRefs").path("serviceAccounts")));
        });
        return join(parts);
    }

    static String matchers(JsonNode matchers) {
        List<String> parts = new ArrayList<>();
        matchers.forEach(matcher -> {
            Cell cell = new Cell()
                    .field("Prefix", matcher.path("prefix"))
                    .field("Exact", matcher.path("exact"))
                    .field("Regex", matcher.path("regex"));
            if (matcher.path("method").isObject()) {
                cell.field("Method", matcher.path("method").path("method").asText("GET"));
            }
            named(cell, "HEADERS", matcher.path("headers"));
            named(cell, "QUERY PARAMETERS", matcher.path("queryParameters"));
            parts.add(cell.toString());
        });
        return join(parts);
    }

    private static void named(Cell cell, String heading, JsonNode conditions) {
        if (conditions.isEmpty()) {
            return;
        }
        cell.heading(heading);
        conditions.forEach(condition -> cell.field(
                (condition.path("invertMatch").asBoolean(false) ? "not " : "")
                        + condition.path("name").asText(""),
                condition.path("value").asText("") + (condition.path("regex").asBoolean(false) ? " (regex)" : "")));
    }

    private static String join(List<String> parts) {
        return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("\n"));
    }
}
