// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.runtime.CelEvaluationException;
import dev.weft.sandbox.status.Cause;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the rules of a tree about an object; what has not changed keeps what was stored, as Kubernetes ratchets. */
final class Evaluation {
    private static final int LONGEST_MESSAGE = 5 << 10;

    private final List<Cause> causes;

    Evaluation(List<Cause> causes) {
        this.causes = causes;
    }

    /** @param before null when there is no state before, or none that can be told to be of the same thing */
    void check(RuleTree tree, JsonNode value, @Nullable JsonNode before, String path) {
        boolean unchanged = before != null && before.equals(value);
        Variables variables = new Variables(tree.shape(), value, before);
        for (Rule rule : tree.rules()) {
            boolean asked = rule.transition() ? before != null || rule.optionalBefore() : !unchanged;
            if (asked) {
                ask(rule, variables, value, path);
            }
        }
        if (value.isObject()) {
            fields(tree, value, before, path);
        } else if (value.isArray()) {
            items(tree, value, before, path);
        }
    }

    private void fields(RuleTree tree, JsonNode value, @Nullable JsonNode before, String path) {
        tree.fields().forEach((name, field) -> {
            JsonNode inner = value.get(name);
            if (inner != null && !inner.isNull()) {
                check(
                        field,
                        inner,
                        before == null ? null : before.get(name),
                        path.isEmpty() ? name : path + "." + name);
            }
        });
        RuleTree element = tree.element();
        if (element != null) {
            value.properties()
                    .forEach(entry -> check(
                            element,
                            entry.getValue(),
                            before == null ? null : before.get(entry.getKey()),
                            path + "[" + entry.getKey() + "]"));
        }
    }

    private void items(RuleTree tree, JsonNode value, @Nullable JsonNode before, String path) {
        RuleTree element = tree.element();
        if (element == null) {
            return;
        }
        for (int i = 0; i < value.size(); i++) {
            check(element, value.get(i), counterpart(tree.keys(), value.get(i), before), path + "[" + i + "]");
        }
    }

    private static @Nullable JsonNode counterpart(List<String> keys, JsonNode item, @Nullable JsonNode before) {
        if (keys.isEmpty() || before == null) {
            return null;
        }
        for (JsonNode candidate : before) {
            if (keys.stream().allMatch(key -> candidate.path(key).equals(item.path(key)))) {
                return candidate;
            }
        }
        return null;
    }

    private void ask(Rule rule, Variables variables, JsonNode value, String path) {
        Map<String, Object> bound = variables.of(rule);
        try {
            if (!Boolean.TRUE.equals(rule.program().eval(bound))) {
                causes.add(broken(rule, bound, value, path));
            }
        } catch (CelEvaluationException | RuntimeException e) {
            String shown = value.isObject() ? "\"object\"" : value.isArray() ? "\"array\"" : value.toString();
            String label = rule.message().isEmpty() ? rule.text() : rule.message();
            String message = "Invalid value: " + shown + ": " + Library.reworded(e) + " evaluating rule: " + label;
            causes.add(new Cause("FieldValueInvalid", message, path.isEmpty() ? Cause.NOWHERE : path));
        }
    }

    private static Cause broken(Rule rule, Map<String, Object> bound, JsonNode value, String path) {
        String detail = explained(rule, bound)
                .orElse(rule.message().isEmpty() ? "failed rule: " + rule.text() : rule.message());
        String place = FieldPaths.below(path, rule.fieldPath());
        String field = place.isEmpty() ? Cause.NOWHERE : place;
        return switch (rule.reason()) {
            case "FieldValueRequired" -> Cause.required(field, detail);
            case "FieldValueForbidden" -> Cause.forbidden(field, detail);
            case "FieldValueDuplicate" ->
                value.isContainerNode()
                        ? new Cause("FieldValueDuplicate", "Duplicate value", field)
                        : Cause.duplicate(field, value);
            default ->
                value.isContainerNode()
                        ? new Cause("FieldValueInvalid", "Invalid value: " + detail, field)
                        : Cause.invalid(field, value, detail);
        };
    }

    /** What the messageExpression says, unless that is no message. */
    private static Optional<String> explained(Rule rule, Map<String, Object> bound) {
        if (rule.explanation() == null) {
            return Optional.empty();
        }
        try {
            String text = String.valueOf(rule.explanation().eval(bound)).strip();
            boolean usable = !text.isEmpty() && !text.contains("\n") && text.length() <= LONGEST_MESSAGE;
            return usable ? Optional.of(text) : Optional.empty();
        } catch (CelEvaluationException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /** {@code self} and {@code oldSelf}, made once for all rules of a place. */
    private static final class Variables {
        private final Shape shape;
        private final JsonNode value;
        private final @Nullable JsonNode before;
        private @Nullable Object self;

        Variables(Shape shape, JsonNode value, @Nullable JsonNode before) {
            this.shape = shape;
            this.value = value;
            this.before = before;
        }

        Map<String, Object> of(Rule rule) {
            if (self == null) {
                self = Values.of(shape, value);
            }
            Map<String, Object> bound = new HashMap<>();
            bound.put("self", self);
            if (rule.transition()) {
                Optional<Object> old = before == null ? Optional.empty() : Optional.of(Values.of(shape, before));
                bound.put("oldSelf", rule.optionalBefore() ? old : old.orElse(self));
            }
            return bound;
        }
    }
}
