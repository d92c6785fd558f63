// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.destination;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.reverseOrder;

import dev.weft.api.shared.HttpMethod;
import dev.weft.networking.policy.RoutePlan;
import dev.weft.networking.rules.HttpMatch;
import dev.weft.networking.rules.PathMatch;
import dev.weft.networking.rules.RouteMatch;
import java.util.Comparator;
import java.util.OptionalInt;

/**
 * A route of one port.
 *
 * @param port empty on a Service with a single port, where it need not be said
 */
record RouteOnPort(RoutePlan route, OptionalInt port) {

    /**
     * Specific routes before general ones, as networking.md 3.2.4 has it: path kind and length, then the number of other conditions. A
     * total preorder, so a stable sort keeps the order of acceptance among equals; "every request" is the least specific by every key.
     * Unlike there, a path condition that every path meets ({@code prefix: /}) counts only where nothing else decides: before a route
     * with another condition and no path it would take all of that route's requests.
     */
    static final Comparator<RouteOnPort> MOST_SPECIFIC_FIRST = comparing(
                    RouteOnPort::restrictingPath, RouteOnPort::comparePaths)
            .thenComparing(route -> route.http().headers().size(), reverseOrder())
            .thenComparing(route -> route.http().queryParameters().size(), reverseOrder())
            .thenComparing(route -> route.match().sourceLabels().size(), reverseOrder())
            .thenComparing(route -> route.match().sourceNamespace(), reverseOrder())
            .thenComparing(route -> methodRank(route.http().method()), reverseOrder())
            .thenComparing(route -> route.http().withoutHeaders().size(), reverseOrder())
            .thenComparing(route -> route.http().path(), RouteOnPort::comparePaths)
            .thenComparing(route -> route.port().orElse(0));

    /** Whether it takes all requests of its port, so that no route behind it gets any. */
    boolean takesEverything() {
        return http().path().isEveryPath()
                && new RouteMatch(match().sourceNamespace(), match().sourceLabels(), http().onEveryPath())
                        .equals(RouteMatch.ANY);
    }

    private PathMatch restrictingPath() {
        PathMatch path = http().path();
        return path.isEveryPath() ? PathMatch.ANY : path;
    }

    private RouteMatch match() {
        return route.match();
    }

    private HttpMatch http() {
        return route.match().http();
    }

    private static int comparePaths(PathMatch a, PathMatch b) {
        return comparingInt(RouteOnPort::pathKind)
                .thenComparing(path -> pathText(path).length(), reverseOrder())
                .thenComparing(RouteOnPort::pathText)
                .compare(a, b);
    }

    private static int pathKind(PathMatch path) {
        return switch (path) {
            case PathMatch.Exact exact -> 0;
            case PathMatch.Regex regex -> 1;
            case PathMatch.Prefix prefix -> 2;
            case PathMatch.Any any -> 3;
        };
    }

    private static String pathText(PathMatch path) {
        return switch (path) {
            case PathMatch.Exact exact -> exact.value();
            case PathMatch.Regex regex -> regex.value();
            case PathMatch.Prefix prefix -> prefix.value();
            case PathMatch.Any any -> "";
        };
    }

    /** No method ranks lowest; methods rank in the order of the API. */
    private static int methodRank(String method) {
        return method.isEmpty() ? -1 : HttpMethod.valueOf(method).ordinal();
    }
}
