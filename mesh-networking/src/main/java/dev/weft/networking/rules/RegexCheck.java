// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * Whether Istio and Envoy would accept a regular expression: RE2 syntax, at most 1024 characters (Istio's limit in its validation), and
 * a program that its sidecars load ({@code re2.max_program_size.error_level} in Istio's bootstrap). One that Envoy refuses takes the
 * whole route configuration of every sidecar with it.
 */
final class RegexCheck {

    private static final int LONGEST = 1024;
    private static final int MOST_REPEATS = 1000;
    private static final int LARGEST_PROGRAM = 32_768;

    private RegexCheck() {}

    /** Why {@code regex} is refused, or empty when it is fine; reads on from the name of a field. */
    static Optional<String> refusal(String regex) {
        if (regex.isEmpty()) {
            return Optional.of("is an empty regular expression");
        }
        if (regex.length() > LONGEST) {
            return Optional.of(
                    "is a regular expression of " + regex.length() + " characters; Istio allows at most " + LONGEST);
        }
        RegexSize.Size size = RegexSize.of(regex);
        if (size.repeats() > MOST_REPEATS) {
            return Optional.of("is a regular expression whose nested repetitions multiply to more than " + MOST_REPEATS
                    + ", which RE2 refuses; lower the counts in braces");
        }
        if (size.instructions() > LARGEST_PROGRAM) {
            return Optional.of("is a regular expression that explodes: it comes to some " + size.instructions()
                    + " instructions, and Istio's sidecars load at most " + LARGEST_PROGRAM
                    + "; lower the counts in braces");
        }
        try {
            Pattern.compile(regex);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("is not an RE2 regular expression (" + e.getDescription() + " at "
                    + quoted(e.getPattern()) + "); lookaround and back-references do not exist there");
        }
    }

    private static String quoted(String part) {
        return "\"" + Wire.shorten(part) + "\"";
    }
}
