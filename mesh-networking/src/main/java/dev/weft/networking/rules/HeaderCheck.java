// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether Istio's validation takes a header name or value. One that it refuses would keep the whole VirtualService from being written, and
 * with it what all other policies of the service ask for.
 */
final class HeaderCheck {

    private static final Pattern NAME = Pattern.compile("[-_A-Za-z0-9]+");
    /** RFC 9110 5.6.2. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    /** Istio routes by claims of a request's token under names like {@code @request.auth.claims.group}. */
    private static final String CLAIM = "@request.auth.claims";

    private static final Set<String> AUTHORITY = Set.of("host", ":authority");

    private HeaderCheck() {}

    /** Why a request cannot be matched by this header. */
    static Optional<String> matched(String name) {
        if (name.startsWith(CLAIM)) {
            return Optional.of(quoted(name) + " is a claim of a token; Istio routes by claims at gateways only, and"
                    + " refuses a VirtualService of the mesh that has one");
        }
        return NAME.matcher(name).matches()
                ? Optional.empty()
                : Optional.of(quoted(name) + " is no header name that Istio matches; use letters, digits, - and _");
    }

    /** Why this header cannot stand in a CORS list; {@code *} means all. */
    static Optional<String> listed(String name) {
        return NAME.matcher(name).matches() || name.equals("*")
                ? Optional.empty()
                : Optional.of(quoted(name) + " is no header name; use letters, digits, - and _, or * for all");
    }

    /** Why this header cannot be added to requests; the host can. */
    static Optional<String> addedToRequest(String name) {
        return isAuthority(name) ? Optional.empty() : changed(name);
    }

    /** Whether it is a name of the host that a request is for. */
    static boolean isAuthority(String name) {
        return AUTHORITY.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Why this header cannot be added to responses or removed. */
    static Optional<String> changed(String name) {
        if (isAuthority(name) || name.startsWith(":")) {
            return Optional.of(
                    quoted(name) + " is part of how a request is routed; Istio does not let it be changed here");
        }
        return TOKEN.matcher(name).matches()
                ? Optional.empty()
                : Optional.of(quoted(name) + " is no header name (RFC 9110)");
    }

    /** Why a header cannot have this value: control characters, or a {@code %} that begins no complete Envoy variable. */
    static Optional<String> value(String value) {
        boolean control = value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7F);
        if (control) {
            return Optional.of("holds a control character");
        }
        return variablesAreComplete(value)
                ? Optional.empty()
                : Optional.of("has a % that begins no variable such as %HOSTNAME%; write %% for the character itself");
    }

    private static boolean variablesAreComplete(String value) {
        int i = 0;
        while (i < value.length()) {
            if (value.charAt(i) != '%') {
                i++;
            } else {
                int end = endOfVariable(value, i);
                if (end < 0) {
                    return false;
                }
                i = end;
            }
        }
        return true;
    }

    /** Index after the variable that begins at {@code start}, or -1; arguments in parentheses may hold a {@code %}. */
    private static int endOfVariable(String value, int start) {
        int depth = 0;
        for (int i = start + 1; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (c == '%' && depth == 0) {
                return i == start + 1 || isVariableName(value.charAt(start + 1)) ? i + 1 : -1;
            }
        }
        return -1;
    }

    private static boolean isVariableName(char first) {
        return (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
    }

    private static String quoted(String name) {
        String kept = name.length() <= 40 ? name : name.substring(0, 40) + "...";
        return "\"" + kept + "\"";
    }
}
