// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Whether Envoy would accept a regular expression: RE2 syntax, at most 1024 characters (Istio's limit in its validation), and counted
 * repetitions whose nested product stays within RE2's own bound of 1000 (beyond it the compiled program explodes).
 */
final class RegexCheck {

    private static final int LONGEST = 1024;
    private static final int MOST_REPEATS = 1000;

    private RegexCheck() {}

    /** Why {@code regex} is refused, or empty when it is fine. */
    static Optional<String> refusal(String regex) {
        if (regex.isEmpty()) {
            return Optional.of("the regular expression is empty");
        }
        if (regex.length() > LONGEST) {
            return Optional.of("the regular expression has " + regex.length() + " characters; Istio allows " + LONGEST);
        }
        if (repeats(regex) > MOST_REPEATS) {
            return Optional.of("the regular expression repeats more than " + MOST_REPEATS
                    + " times when its nested counts are multiplied; RE2 refuses that");
        }
        try {
            Pattern.compile(regex);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("is not an RE2 regular expression: " + e.getDescription());
        }
    }

    /** An upper bound of the product of nested repetition counts, read without compiling (compiling is what would explode). */
    private static long repeats(String regex) {
        long[] worstInside = new long[regex.length() + 1];
        int depth = 0;
        long worst = 1;
        long lastGroup = 1;
        Arrays.fill(worstInside, 1);
        for (int i = 0; i < regex.length(); i++) {
            char c = regex.charAt(i);
            switch (c) {
                case '\\' -> {
                    i++;
                    lastGroup = 1;
                }
                case '(' -> {
                    depth++;
                    worstInside[depth] = 1;
                    lastGroup = 1;
                }
                case ')' -> {
                    lastGroup = worstInside[depth];
                    if (depth > 0) {
                        depth--;
                    }
                    worstInside[depth] = Math.max(worstInside[depth], lastGroup);
                }
                case '{' -> {
                    int end = regex.indexOf('}', i);
                    long count = end < 0 ? -1 : count(regex.substring(i + 1, end));
                    if (count >= 0) {
                        long product = Math.min(1_000_000, Math.max(1, count) * lastGroup);
                        worstInside[depth] = Math.max(worstInside[depth], product);
                        worst = Math.max(worst, product);
                        lastGroup = product;
                        i = end;
                    }
                }
                default -> lastGroup = 1;
            }
        }
        return worst;
    }

    /** The larger number of {@code n}, {@code n,} or {@code n,m}; -1 when it is not a count. */
    private static long count(String inside) {
        String[] parts = inside.split(",", -1);
        if (parts.length > 2) {
            return -1;
        }
        long most = 0;
        for (String part : parts) {
            if (part.isEmpty()) {
                continue;
            }
            if (part.length() > 9 || !part.chars().allMatch(ch -> ch >= '0' && ch <= '9')) {
                return -1;
            }
            most = Math.max(most, Long.parseLong(part));
        }
        return most;
    }
}
