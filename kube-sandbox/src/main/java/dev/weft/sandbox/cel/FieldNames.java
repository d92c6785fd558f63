// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How fields are called in expressions
 * (https://kubernetes.io/docs/reference/using-api/cel/#escaping): no dots, dashes, slashes, reserved words.
 */
final class FieldNames {
    private static final Pattern ACCESSIBLE = Pattern.compile("[A-Za-z_./-][A-Za-z0-9_./-]*");
    private static final Set<String> RESERVED = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");
    private static final Map<String, String> ESCAPES =
            Map.of("__", "__underscores__", ".", "__dot__", "-", "__dash__", "/", "__slash__");
    private static final Pattern ESCAPED = Pattern.compile("__|[./-]");

    private FieldNames() {}

    /** Empty for fields that no expression can reach. */
    static Optional<String> escaped(String field) {
        if (!ACCESSIBLE.matcher(field).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                RESERVED.contains(field)
                        ? "__" + field + "__"
                        : ESCAPED.matcher(field).replaceAll(found -> ESCAPES.getOrDefault(found.group(), "")));
    }
}
