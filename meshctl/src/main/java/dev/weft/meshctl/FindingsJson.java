// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.weft.meshctl.findings.FindingTree;
import dev.weft.runtime.status.Finding;
import java.util.List;

/** {@code findings.json} of interfaces.md. */
final class FindingsJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .defaultPrettyPrinter(new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")))
            .build();

    private FindingsJson() {}

    static String of(List<Finding> findings) throws JsonProcessingException {
        if (findings.isEmpty()) {
            return "[]\n";
        }
        ArrayNode array = MAPPER.createArrayNode();
        findings.forEach(finding -> FindingTree.put(array.addObject(), finding));
        return MAPPER.writeValueAsString(array) + "\n";
    }
}
