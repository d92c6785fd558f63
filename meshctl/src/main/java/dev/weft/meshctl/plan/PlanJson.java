// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.plan.BlastRadius;
import dev.weft.analysis.plan.OutputChange;
import dev.weft.analysis.plan.Plan;
import dev.weft.analysis.plan.Risk;
import dev.weft.analysis.plan.StateChange;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** A plan for programs, as docs/reference/schemas/plan.json describes it. */
public final class PlanJson {

    private PlanJson() {}

    public static ObjectNode of(Plan plan, List<String> ignored) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schemaVersion", 1);
        root.put("effect", plan.hasEffect());
        ArrayNode objects = root.putArray("objects");
        plan.outputs().forEach(output -> output(objects.addObject(), output));
        ArrayNode policies = root.putArray("policies");
        plan.states().forEach(state -> state(policies.addObject(), state));
        ObjectNode findings = root.putObject("findings");
        findings(findings.putArray("appearing"), plan.appearing());
        findings(findings.putArray("vanishing"), plan.vanishing());
        radius(root.putObject("blastRadius"), plan.radius());
        ArrayNode risks = root.putArray("risks");
        plan.risks().forEach(risk -> risk(risks.addObject(), risk));
        texts(root.putArray("unclaimed"), plan.unclaimed());
        texts(root.putArray("ignored"), ignored);
        return root;
    }

    private static void output(ObjectNode node, OutputChange output) {
        id(node, output.id());
        node.put("change", lower(output.kind()));
        ArrayNode because = node.putArray("because");
        for (Parent parent : output.because()) {
            because.addObject()
                    .put(
                            "group",
                            GroupKind.of(parent.apiVersion(), parent.kind()).group())
                    .put("kind", parent.kind())
                    .put("namespace", parent.ref().namespace())
                    .put("name", parent.ref().name());
        }
        texts(node.putArray("targets"), output.targets());
        ArrayNode fields = node.putArray("fields");
        output.fields().forEach(field -> {
            ObjectNode change = fields.addObject().put("path", field.path());
            if (!field.before().isMissingNode()) {
                change.set("before", field.before());
            }
            if (!field.after().isMissingNode()) {
                change.set("after", field.after());
            }
        });
    }

    private static void state(ObjectNode node, StateChange state) {
        id(node, state.id());
        node.put("before", state.before()).put("after", state.after()).put("reason", state.reason());
    }

    private static void findings(ArrayNode array, List<Finding> findings) {
        for (Finding finding : findings) {
            array.addObject()
                    .put("code", finding.code().code())
                    .put("severity", finding.severity().wire())
                    .put("group", group(finding.subject()))
                    .put("kind", finding.subject().kind())
                    .put("namespace", finding.subject().namespace())
                    .put("name", finding.subject().name())
                    .put("cluster", finding.cluster())
                    .put("target", finding.target())
                    .put("field", finding.field())
                    .put("message", finding.message())
                    .put("remedy", finding.remedy());
        }
    }

    private static void radius(ObjectNode node, BlastRadius radius) {
        texts(node.putArray("clusters"), radius.clusters());
        texts(node.putArray("namespaces"), radius.namespaces());
        texts(node.putArray("targets"), radius.targets());
        node.put("objects", radius.objects()).put("totalObjects", radius.total());
    }

    private static void risk(ObjectNode node, Risk risk) {
        node.put("level", lower(risk.level())).put("code", risk.code().wire());
        risk.object().ifPresent(object -> id(node.putObject("object"), object));
        node.put("message", risk.message());
    }

    private static void id(ObjectNode node, ObjectId id) {
        if (!id.cluster().isEmpty()) {
            node.put("cluster", id.cluster());
        }
        node.put("group", id.kind().group())
                .put("kind", id.kind().kind())
                .put("namespace", id.namespace())
                .put("name", id.name());
    }

    private static String group(Subject subject) {
        return GroupKind.of(subject.apiVersion(), subject.kind()).group();
    }

    private static void texts(ArrayNode array, Collection<String> texts) {
        texts.forEach(array::add);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
