// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.TrafficPolicySpec.HttpMatcher;
import dev.weft.api.shared.HeaderMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.httpRequestMatchers} of a TrafficPolicy. */
final class Matches {

    private Matches() {}

    static List<HttpMatch> from(@Nullable List<@Nullable HttpMatcher> wire, Problems problems) {
        List<HttpMatch> matches = new ArrayList<>();
        int index = 0;
        for (HttpMatcher matcher : Wire.complete(wire, "spec.httpRequestMatchers", problems)) {
            matches.add(from(matcher, "spec.httpRequestMatchers[" + index++ + "]", problems));
        }
        return matches;
    }

    private static HttpMatch from(HttpMatcher wire, String field, Problems problems) {
        PathMatch path = oneOf(wire.exact(), wire.prefix(), wire.regex(), field, problems);
        SortedMap<String, ValueMatch> headers = new TreeMap<>();
        SortedMap<String, ValueMatch> without = new TreeMap<>();
        int index = 0;
        for (HeaderMatcher header : Wire.complete(wire.headers(), field + ".headers", problems)) {
            String at = field + ".headers[" + index + "].name";
            String name = Wire.text(header.name());
            if (!name.isEmpty()) {
                HeaderCheck.matched(name).ifPresent(why -> problems.add(at, why));
            }
            boolean inverted = Boolean.TRUE.equals(header.invertMatch());
            put(
                    inverted ? without : headers,
                    name.toLowerCase(Locale.ROOT), // as Envoy compares them, so that X-A and x-a are one condition
                    header.value(),
                    header.regex(),
                    field + ".headers[" + index++ + "]",
                    problems);
        }
        SortedMap<String, ValueMatch> query = new TreeMap<>();
        index = 0;
        for (HttpMatcher.QueryParameterMatcher parameter :
                Wire.complete(wire.queryParameters(), field + ".queryParameters", problems)) {
            put(
                    query,
                    parameter.name(),
                    parameter.value(),
                    parameter.regex(),
                    field + ".queryParameters[" + index++ + "]",
                    problems);
        }
        return new HttpMatch(path, headers, without, query, method(wire));
    }

    /** A present method wrapper without a method means GET, the zero value of the enum. */
    private static String method(HttpMatcher wire) {
        if (wire.method() == null) {
            return "";
        }
        return wire.method().method() == null ? "GET" : wire.method().method().name();
    }

    private static void put(
            SortedMap<String, ValueMatch> into,
            @Nullable String name,
            @Nullable String value,
            @Nullable Boolean regex,
            String field,
            Problems problems) {
        if (Wire.text(name).isEmpty()) {
            problems.add(field + ".name", "is missing; a matcher needs the name of what it matches");
            return;
        }
        boolean isRegex = Boolean.TRUE.equals(regex);
        if (isRegex) {
            RegexCheck.refusal(Wire.text(value)).ifPresent(why -> problems.add(field + ".value", why));
        }
        ValueMatch before = into.put(Wire.text(name), new ValueMatch(Wire.text(value), isRegex));
        if (before != null) {
            problems.note(
                    field + ".name",
                    "matches " + Wire.shorten(Wire.text(name))
                            + " a second time; Istio has one condition for each name, the last counts");
        }
    }

    /** The one member of exact, prefix and regex that is set; more than one is reported. */
    static PathMatch oneOf(
            @Nullable String exact, @Nullable String prefix, @Nullable String regex, String field, Problems problems) {
        List<String> given = new ArrayList<>();
        PathMatch match = PathMatch.ANY;
        if (regex != null) {
            given.add("regex");
            match = new PathMatch.Regex(regex);
            RegexCheck.refusal(regex).ifPresent(why -> problems.add(field + ".regex", why));
        }
        if (prefix != null) {
            given.add("prefix");
            // Every path begins with nothing; Istio refuses to be told so.
            match = prefix.isEmpty() ? PathMatch.ANY : new PathMatch.Prefix(prefix);
        }
        if (exact != null) {
            given.add("exact");
            match = new PathMatch.Exact(exact);
        }
        if (given.size() > 1) {
            problems.add(field, "sets " + String.join(" and ", given) + "; set only one of them");
        }
        return match;
    }
}
