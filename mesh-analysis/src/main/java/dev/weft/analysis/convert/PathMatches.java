// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * StringMatch of 1.1, which knows {@code suffix} and {@code ignoreCase} beside {@code exact}, {@code prefix} and {@code regex}. What 0.12
 * lacks is said as an RE2 expression, which there too must match the value as a whole.
 */
final class PathMatches {

    private static final String SPECIAL = "\\.+*?()|[]{}^$";

    private PathMatches() {}

    /** The same condition without {@code suffix} and {@code ignoreCase}; fields that nobody knows stay where they are. */
    static ObjectNode toV1alpha2(ObjectNode match) {
        boolean ignoreCase = match.path("ignoreCase").asBoolean(false);
        ObjectNode out = match.deepCopy();
        if (match.path("ignoreCase").isBoolean()) {
            out.remove("ignoreCase");
        }
        if (ignoreCase || match.has("suffix")) {
            expression(match).ifPresent(expression -> {
                for (String field : new String[] {"exact", "prefix", "suffix", "regex"}) {
                    out.remove(field);
                }
                out.put("regex", ignoreCase ? "(?i)" + expression : expression);
            });
        }
        return out;
    }

    /** The condition as an expression; empty when it is none, or no text. */
    private static Optional<String> expression(ObjectNode match) {
        return text(match, "exact")
                .map(PathMatches::quoted)
                .or(() -> text(match, "prefix").map(prefix -> quoted(prefix) + ".*"))
                .or(() -> text(match, "suffix").map(suffix -> ".*" + quoted(suffix)))
                .or(() -> text(match, "regex"));
    }

    private static Optional<String> text(ObjectNode match, String field) {
        JsonNode value = match.path(field);
        return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
    }

    /** RE2's {@code \Q..\E} is not understood everywhere; a backslash before each special character is. */
    private static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        text.chars().forEach(c -> {
            if (SPECIAL.indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append((char) c);
        });
        return out.toString();
    }
}
