// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.validate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.findings.FindingTree;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Severity;
import java.util.List;
import java.util.Locale;

/** A report for programs, as docs/reference/schemas/validate.json describes it. */
public final class ReportJson {

    private ReportJson() {}

    /** @param failOn the severity that was asked about */
    public static ObjectNode of(Report report, Severity failOn) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schemaVersion", 1);
        root.put("passed", !report.fails(failOn));
        root.put("against", report.against().name().toLowerCase(Locale.ROOT));
        ArrayNode objects = root.putArray("objects");
        report.objects().forEach(object -> object(objects.addObject(), object));
        findings(root.putArray("others"), report.others());
        ArrayNode unclaimed = root.putArray("unclaimed");
        report.unclaimed().forEach(unclaimed::add);
        return root;
    }

    private static void object(ObjectNode node, CheckedObject checked) {
        RawObject object = checked.object();
        node.put("origin", object.origin())
                .put("apiVersion", object.apiVersion())
                .put("kind", object.id().kind().kind())
                .put("namespace", object.id().namespace())
                .put("name", object.id().name())
                .put("verdict", checked.verdict().wire());
        if (!checked.note().isEmpty()) {
            node.put("note", checked.note());
        }
        findings(node.putArray("findings"), checked.findings());
    }

    private static void findings(ArrayNode array, List<Finding> findings) {
        findings.forEach(finding -> FindingTree.put(array.addObject(), finding));
    }
}
