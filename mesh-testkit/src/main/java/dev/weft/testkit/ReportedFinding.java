// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An entry of {@code findings.json}. Texts are empty where the entry does not have them.
 *
 * @param severity {@code error}, {@code warning} or {@code info}
 * @param object {@code Kind namespace/name}
 */
public record ReportedFinding(
        String code,
        String severity,
        String object,
        String cluster,
        String target,
        String field,
        String message,
        String remedy) {

    static ReportedFinding of(JsonNode entry) {
        JsonNode object = entry.path("object");
        return new ReportedFinding(
                entry.path("code").asText(""),
                entry.path("severity").asText(""),
                object.path("kind").asText("") + " " + object.path("namespace").asText("") + "/"
                        + object.path("name").asText(""),
                entry.path("cluster").asText(""),
                entry.path("target").asText(""),
                entry.path("field").asText(""),
                entry.path("message").asText(""),
                entry.path("remedy").asText(""));
    }
}
