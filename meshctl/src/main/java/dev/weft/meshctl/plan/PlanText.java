// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.analysis.plan.BlastRadius;
import dev.weft.analysis.plan.FieldChange;
import dev.weft.analysis.plan.OutputChange;
import dev.weft.analysis.plan.Plan;
import dev.weft.analysis.plan.Risk;
import dev.weft.analysis.plan.StateChange;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.status.Finding;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A plan for people: plain text, or Markdown for a comment on a change. */
public final class PlanText {

    /** Longer values are cut; JSON has them whole. */
    private static final int LONGEST_VALUE = 160;

    private final StringBuilder out = new StringBuilder();
    private final boolean markdown;

    private PlanText(boolean markdown) {
        this.markdown = markdown;
    }

    public static String text(Plan plan, List<String> ignored) {
        return new PlanText(false).of(plan, ignored);
    }

    public static String markdown(Plan plan, List<String> ignored) {
        return new PlanText(true).of(plan, ignored);
    }

    private String of(Plan plan, List<String> ignored) {
        if (markdown) {
            line("## Plan");
            line("");
        }
        line(plan.hasEffect() ? summary(plan) : "This change has no effect.");
        section("Risks", plan.risks(), this::risk);
        objects(plan.outputs());
        section("Policies", plan.states(), this::state);
        section("New findings", plan.appearing(), this::finding);
        section("Findings that go", plan.vanishing(), this::finding);
        section("Not known, so nothing is claimed", plan.unclaimed(), this::item);
        section("Left out", ignored, this::item);
        return out.toString();
    }

    /** How far it reaches, in one sentence. */
    public static String summary(Plan plan) {
        BlastRadius radius = plan.radius();
        if (radius.objects() == 0) {
            return "No object would be written or deleted.";
        }
        return radius.objects() + " of " + count(Math.max(radius.total(), radius.objects()), "object")
                + " would be written or deleted, on " + count(radius.clusters().size(), "cluster") + " ("
                + String.join(", ", radius.clusters()) + "), in "
                + count(radius.namespaces().size(), "namespace") + ", for "
                + count(radius.targets().size(), "service") + ".";
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private <T> void section(String title, Collection<T> elements, Consumer<T> each) {
        if (!elements.isEmpty()) {
            title(title);
            elements.forEach(each);
        }
    }

    private void title(String title) {
        line("");
        line(markdown ? "### " + title : title);
        if (markdown) {
            line("");
        }
    }

    private void item(String text) {
        line((markdown ? "- " : "  ") + text);
    }

    private void risk(Risk risk) {
        String level = risk.level().name();
        item((markdown ? "**" + level + "**" : level) + " " + risk.code().wire()
                + risk.object()
                        .map(object -> " " + code(object.words()) + onCluster(object))
                        .orElse("") + ": "
                + risk.message());
    }

    private static String onCluster(ObjectId object) {
        return object.cluster().isEmpty() ? "" : " on " + object.cluster();
    }

    private void objects(List<OutputChange> outputs) {
        String cluster = "";
        for (OutputChange output : outputs) {
            if (!output.id().cluster().equals(cluster)) {
                cluster = output.id().cluster();
                title("Cluster " + cluster);
            }
            object(output);
        }
    }

    /** What becomes of an object: {@code ~ VirtualService shop/cart}. */
    public static String brief(OutputChange output) {
        return sign(output.kind()) + " " + output.id().words();
    }

    private void object(OutputChange output) {
        String because = output.because().stream()
                .map(parent -> parent.kind() + " " + parent.ref().namespace() + "/"
                        + parent.ref().name())
                .collect(Collectors.joining(", "));
        String line = sign(output.kind()) + " " + code(output.id().words()) + note(output)
                + (because.isEmpty() ? "" : "  because of " + because);
        item(line);
        output.fields().forEach(this::field);
    }

    private static String sign(OutputChange.Kind kind) {
        return switch (kind) {
            case CREATED -> "+";
            case CHANGED -> "~";
            case DELETED -> "-";
            case KEPT -> "=";
        };
    }

    private static String note(OutputChange output) {
        return switch (output.kind()) {
            case KEPT -> " stays until what is unknown is known";
            case CHANGED -> output.fields().isEmpty() ? " as it is, but for the policies that it comes from" : "";
            case CREATED, DELETED -> "";
        };
    }

    private void field(FieldChange field) {
        String text = field.before().isMissingNode()
                ? field.path() + ": added " + value(field.after())
                : field.after().isMissingNode()
                        ? field.path() + ": removed " + value(field.before())
                        : field.path() + ": " + value(field.before()) + " -> " + value(field.after());
        line((markdown ? "  - " : "      ") + code(text));
    }

    private static String value(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : value.toString();
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
    }

    private void state(StateChange state) {
        String what = state.before().isEmpty()
                ? "new, " + state.after()
                : state.after().isEmpty() ? "deleted, was " + state.before() : state.before() + " -> " + state.after();
        item(code(state.id().words()) + ": " + what + (state.reason().isEmpty() ? "" : ": " + state.reason()));
    }

    private void finding(Finding finding) {
        String subject = finding.subject().kind() + " " + finding.subject().namespace() + "/"
                + finding.subject().name();
        item(finding.severity().wire() + " " + finding.code().code() + " " + code(subject) + ": " + finding.message());
    }

    /** Markdown would take asterisks and underscores in names for emphasis. */
    private String code(String text) {
        return markdown ? "`" + text.replace("`", "'") + "`" : text;
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
