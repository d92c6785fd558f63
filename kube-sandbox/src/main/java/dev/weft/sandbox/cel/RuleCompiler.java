// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.status.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compiles the rules of one schema; what is wrong with them is worded as Kubernetes does. */
final class RuleCompiler {
    private final Library library = Library.SHARED;
    private final Types types = new Types();
    private final List<Cause> causes = new ArrayList<>();
    private final List<String> notEvaluated = new ArrayList<>();

    RuleCompiler(Shape root) {
        types.of(root);
    }

    /**
     * A rule as it is written.
     *
     * @param schema it stands in
     * @param path of the rule in the definition
     * @param uncorrelatable path of a list around it whose items have no state before, empty when there is none
     */
    record Source(JsonNode rule, JsonNode schema, Shape shape, String path, String uncorrelatable) {
        String text() {
            return Json.at(rule, "rule").strip();
        }

        boolean optionalBefore() {
            return rule.path("optionalOldSelf").asBoolean();
        }
    }

    List<Cause> causes() {
        return causes;
    }

    List<String> notEvaluated() {
        return notEvaluated;
    }

    /** Empty when there is something wrong with the rule, or it cannot be evaluated. */
    Optional<Rule> compile(Source source) {
        int before = causes.size();
        checkFields(source);
        if (source.text().isEmpty()) {
            causes.add(Cause.required(source.path() + ".rule", "rule is not specified"));
            return Optional.empty();
        }
        try {
            CelCompiler compiler = compiler(source);
            CelAbstractSyntaxTree rule = compiler.compile(source.text()).getAst();
            boolean transition = usesBefore(rule);
            checkRule(source, rule, transition);
            CelRuntime.Program explanation = explanation(source, compiler).orElse(null);
            if (causes.size() > before) {
                return Optional.empty();
            }
            return Optional.of(new Rule(
                    source.text(),
                    library.program(rule),
                    Json.at(source.rule(), "message").strip(),
                    explanation,
                    Json.at(source.rule(), "reason"),
                    Json.at(source.rule(), "fieldPath"),
                    transition,
                    source.optionalBefore()));
        } catch (CelValidationException e) {
            refuse(source, ".rule", "compilation failed: ", e);
        } catch (CelEvaluationException e) {
            notEvaluated.add(source.text() + " (" + e.getMessage() + ")");
        }
        return Optional.empty();
    }

    private CelCompiler compiler(Source source) {
        CelType self = types.of(source.shape());
        CelType before = source.optionalBefore() ? OptionalType.create(self) : self;
        return library.compiler(types, self, before);
    }

    private Optional<CelRuntime.Program> explanation(Source source, CelCompiler compiler)
            throws CelEvaluationException {
        String text = Json.at(source.rule(), "messageExpression").strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            CelAbstractSyntaxTree tree = compiler.compile(text).getAst();
            if (!tree.getResultType().equals(SimpleType.STRING)) {
                add(source, ".messageExpression", "messageExpression must evaluate to a string");
                return Optional.empty();
            }
            return Optional.of(library.program(tree));
        } catch (CelValidationException e) {
            refuse(source, ".messageExpression", "messageExpression compilation failed: ", e);
            return Optional.empty();
        }
    }

    private static boolean usesBefore(CelAbstractSyntaxTree tree) {
        return tree.getReferenceMap().values().stream()
                .anyMatch(reference -> reference.name().equals("oldSelf"));
    }

    private void checkRule(Source source, CelAbstractSyntaxTree rule, boolean transition) {
        if (!rule.getResultType().equals(SimpleType.BOOL)) {
            add(source, ".rule", "cel expression must evaluate to a bool");
        }
        if (transition && !source.uncorrelatable().isEmpty()) {
            String why = "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                    + source.uncorrelatable();
            causes.add(Cause.invalid(source.path() + ".rule", source.rule().path("rule"), why));
        }
        if (source.optionalBefore() && !transition) {
            causes.add(Cause.invalid(
                    source.path() + ".optionalOldSelf",
                    source.rule().path("optionalOldSelf"),
                    "may not be set if oldSelf is not used in rule"));
        }
    }

    private void checkFields(Source source) {
        JsonNode message = source.rule().path("message");
        String text = message.asText();
        if (text.strip().isEmpty() && !text.isEmpty()) {
            causes.add(Cause.invalid(source.path() + ".message", message, "must be non-empty if specified"));
        } else if (text.strip().contains("\n")) {
            causes.add(Cause.invalid(source.path() + ".message", message, "must not contain line breaks"));
        }
        JsonNode field = source.rule().path("fieldPath");
        if (!field.asText().isEmpty() && !FieldPaths.exists(source.schema(), field.asText())) {
            causes.add(Cause.invalid(source.path() + ".fieldPath", field, "must be a valid path"));
        }
    }

    private void refuse(Source source, String field, String what, CelValidationException error) {
        String message = String.valueOf(error.getMessage())
                .replaceAll(" \\(candidates: [^\n]*\\)", "")
                .replaceAll(
                        "(?m)^(ERROR: <input>:\\d+:\\d+: )(?=mismatched|extraneous|missing|token recognition|no viable)",
                        "$1Syntax error: ");
        Optional<String> lacking = Library.lacking(message);
        if (lacking.isPresent()) {
            notEvaluated.add(source.text() + " (no function " + lacking.get() + ")");
        } else {
            add(source, field, what + message);
        }
    }

    private static final Pattern HTML = Pattern.compile("[<>&]");

    /** The rule as Go prints it stands in the message. */
    private void add(Source source, String field, String detail) {
        ObjectNode shown = Json.object()
                .put("Rule", Json.at(source.rule(), "rule"))
                .put("Message", Json.at(source.rule(), "message"))
                .put("MessageExpression", Json.at(source.rule(), "messageExpression"));
        shown.set("Reason", source.rule().get("reason"));
        shown.put("FieldPath", Json.at(source.rule(), "fieldPath"));
        shown.set("OptionalOldSelf", source.rule().get("optionalOldSelf"));
        String text = HTML.matcher(shown.toString())
                .replaceAll(
                        found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
        causes.add(new Cause("FieldValueInvalid", "Invalid value: " + text + ": " + detail, source.path() + field));
    }
}
