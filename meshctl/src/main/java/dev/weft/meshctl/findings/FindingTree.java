// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.findings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.status.Finding;

/** A finding as in {@code findings.json}: {@code cluster}, {@code target} and {@code field} only where there is one. */
public final class FindingTree {

    private FindingTree() {}

    /** Fills {@code node}. */
    public static void put(ObjectNode node, Finding finding) {
        node.put("code", finding.code().code());
        node.put("severity", finding.severity().wire());
        ObjectNode object = node.putObject("object");
        object.put("apiVersion", finding.subject().apiVersion());
        object.put("kind", finding.subject().kind());
        object.put("namespace", finding.subject().namespace());
        object.put("name", finding.subject().name());
        putUnlessEmpty(node, "cluster", finding.cluster());
        putUnlessEmpty(node, "target", finding.target());
        putUnlessEmpty(node, "field", finding.field());
        node.put("message", finding.message());
        node.put("remedy", finding.remedy());
    }

    private static void putUnlessEmpty(ObjectNode node, String field, String value) {
        if (!value.isEmpty()) {
            node.put(field, value);
        }
    }
}
