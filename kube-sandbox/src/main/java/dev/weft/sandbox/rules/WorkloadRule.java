// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Deployments and their kin: the selector matches the template and stays as it is; the template is a pod. */
final class WorkloadRule implements KindRule {
    private final List<String> counts;

    /** @param counts fields of the status that are there from the start, as zero */
    WorkloadRule(String... counts) {
        this.counts = List.of(counts);
    }

    @Override
    public void prepare(ObjectNode object, @Nullable ObjectNode before) {
        JsonNode spec = object.path("spec");
        PodRule.defaults(spec.path("template").path("spec"));
        if (Json.at(spec, "strategy", "type").equals("RollingUpdate")
                && spec.get("strategy") instanceof ObjectNode strategy) {
            ObjectNode rolling = Json.child(strategy, "rollingUpdate");
            for (String field : List.of("maxUnavailable", "maxSurge")) {
                if (!rolling.has(field)) {
                    rolling.put(field, "25%");
                }
            }
        }
        if (before == null && !object.has("status")) {
            ObjectNode status = object.putObject("status");
            counts.forEach(count -> status.put(count, 0));
        }
    }

    @Override
    public List<Cause> check(ObjectNode object, @Nullable ObjectNode before) {
        List<Cause> causes = new ArrayList<>();
        JsonNode spec = object.path("spec");
        JsonNode labels = spec.path("template").path("metadata").path("labels");
        if (!selects(spec.path("selector"), labels)) {
            causes.add(Cause.invalid(
                    "spec.template.metadata.labels",
                    labels.isMissingNode() ? NullNode.getInstance() : labels,
                    "`selector` does not match template `labels`"));
        }
        causes.addAll(PodRule.containers(spec.path("template").path("spec"), "spec.template.spec"));
        if (before != null && !before.path("spec").path("selector").equals(spec.path("selector"))) {
            causes.add(Cause.invalid("spec.selector", spec.path("selector"), "field is immutable"));
        }
        return causes;
    }

    private static boolean selects(JsonNode selector, JsonNode labels) {
        JsonNode wanted = selector.path("matchLabels");
        for (Map.Entry<String, JsonNode> entry : wanted.properties()) {
            if (!labels.path(entry.getKey()).equals(entry.getValue())) {
                return false;
            }
        }
        for (JsonNode term : selector.path("matchExpressions")) {
            JsonNode label = labels.path(Json.at(term, "key"));
            boolean listed = false;
            for (JsonNode value : term.path("values")) {
                listed |= value.equals(label);
            }
            boolean fits = switch (Json.at(term, "operator")) {
                case "In" -> listed;
                case "NotIn" -> !listed;
                case "Exists" -> label.isTextual();
                case "DoesNotExist" -> label.isMissingNode();
                default -> false;
            };
            if (!fits) {
                return false;
            }
        }
        return !wanted.isEmpty() || !selector.path("matchExpressions").isEmpty();
    }
}
