// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether AuthorizationPolicies allow more, or less, than before. Policies are additive: one more opens what others close, and the first
 * of a workload closes it. Whatever cannot be shown to be narrower counts as wider.
 */
final class AccessRisks {

    private static final String KIND = "AuthorizationPolicy";

    private final AccessNeighbours neighbours;

    AccessRisks(AccessNeighbours neighbours) {
        this.neighbours = neighbours;
    }

    List<Risk> of(OutputChange output, JsonNode before, JsonNode after) {
        if (!output.id().kind().kind().equals(KIND)) {
            return List.of();
        }
        return switch (output.kind()) {
            case KEPT -> List.of();
            case DELETED ->
                neighbours
                        .covering(output.id(), before.path("spec"))
                        .map(other -> narrowed(
                                output,
                                "is deleted beside " + other.words() + ": what only it allows would be refused"))
                        .or(() -> Optional.of(widened(
                                output,
                                Risk.Level.HIGH,
                                "is deleted: what only it refuses would be allowed to everybody")))
                        .stream()
                        .toList();
            case CREATED ->
                neighbours
                        .near(output.id(), after.path("spec"))
                        .map(other -> widened(
                                output,
                                Risk.Level.MEDIUM,
                                "is new beside " + other.words() + ", and what either allows would be allowed"))
                        .or(() -> Optional.of(narrowed(
                                output, "is the first for these workloads: what it does not allow would be refused")))
                        .stream()
                        .toList();
            case CHANGED ->
                changed(output, before.path("spec"), after.path("spec")).stream()
                        .toList();
        };
    }

    private static Optional<Risk> changed(OutputChange output, JsonNode before, JsonNode after) {
        if (before.equals(after)) {
            return Optional.empty();
        }
        if (!action(before).equals("ALLOW") || !scope(before).equals(scope(after))) {
            return Optional.of(widened(
                    output, Risk.Level.HIGH, "concerns other workloads, or has another action, and may allow more"));
        }
        for (JsonNode rule : after.path("rules")) {
            if (!isCovered(rule, before.path("rules"))) {
                return Optional.of(widened(output, Risk.Level.HIGH, "may allow more than now: " + rule));
            }
        }
        return Optional.of(narrowed(output, "allows less than now"));
    }

    /** Whom it concerns and what it does with them: all but the rules. */
    private static ObjectNode scope(JsonNode spec) {
        ObjectNode scope = JsonNodeFactory.instance.objectNode();
        spec.properties().forEach(field -> scope.set(field.getKey(), field.getValue()));
        scope.remove("rules");
        return scope.put("action", action(spec));
    }

    private static String action(JsonNode spec) {
        return spec.path("action").asText("ALLOW");
    }

    private static boolean isCovered(JsonNode rule, JsonNode rules) {
        for (JsonNode other : rules) {
            if (isWithin(rule, other)) {
                return true;
            }
        }
        return false;
    }

    /** Whether everything that {@code rule} allows is allowed by {@code other}. */
    private static boolean isWithin(JsonNode rule, JsonNode other) {
        boolean sameConditions =
                other.path("when").isEmpty() || other.path("when").equals(rule.path("when"));
        return sameConditions
                && listWithin(rule.path("from"), other.path("from"), "source")
                && listWithin(rule.path("to"), other.path("to"), "operation");
    }

    /** An absent list means any. */
    private static boolean listWithin(JsonNode list, JsonNode other, String field) {
        if (other.isEmpty()) {
            return true;
        }
        if (list.isEmpty()) {
            return false;
        }
        for (JsonNode element : list) {
            boolean within = false;
            for (JsonNode candidate : other) {
                within |= fieldsWithin(element.path(field), candidate.path(field));
            }
            if (!within) {
                return false;
            }
        }
        return true;
    }

    /** Each field of {@code wider} is a set of values, one of which must hold; of those that begin with "not", none may. */
    private static boolean fieldsWithin(JsonNode narrower, JsonNode wider) {
        for (Map.Entry<String, JsonNode> field : wider.properties()) {
            Set<JsonNode> wide = values(field.getValue());
            Set<JsonNode> narrow = values(narrower.path(field.getKey()));
            boolean within = field.getKey().startsWith("not")
                    ? narrow.containsAll(wide)
                    : !narrow.isEmpty() && wide.containsAll(narrow);
            if (!within) {
                return false;
            }
        }
        return true;
    }

    private static Set<JsonNode> values(JsonNode list) {
        Set<JsonNode> values = new HashSet<>();
        list.forEach(values::add);
        return values;
    }

    private static Risk widened(OutputChange output, Risk.Level level, String message) {
        return new Risk(level, Risk.Code.ACCESS_WIDENED, Optional.of(output.id()), message);
    }

    private static Risk narrowed(OutputChange output, String message) {
        return new Risk(Risk.Level.LOW, Risk.Code.ACCESS_NARROWED, Optional.of(output.id()), message);
    }
}
