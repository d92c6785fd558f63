// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/**
 * The condition of one route: who sends, and what is sent. Two policies meet in a route exactly when they share one of these.
 *
 * @param sourceNamespace empty for any
 * @param sourceLabels empty for any
 */
public record RouteMatch(String sourceNamespace, SortedMap<String, String> sourceLabels, HttpMatch http) {

    /** Every request from everyone. */
    public static final RouteMatch ANY = new RouteMatch("", Collections.emptySortedMap(), HttpMatch.ANY);

    public RouteMatch {
        sourceLabels = Values.sorted(sourceLabels);
    }

    private record Source(String namespace, SortedMap<String, String> labels) {}

    /**
     * The route conditions of a policy as seen from sources of {@code cluster}: sources (outer) times requests (inner), without
     * duplicates, in the order written. Empty when no selector covers the cluster: the policy then has no effect there.
     *
     * <p>Selectors of other clusters contribute nothing, and one that restricts neither namespace nor labels makes the source "any"
     * (BUG-20, BUG-23, F5, F6).
     */
    public static Set<RouteMatch> of(List<SourceSelector> sources, List<HttpMatch> requests, String cluster) {
        List<HttpMatch> alternatives = requests.isEmpty() ? List.of(HttpMatch.ANY) : requests;
        Set<RouteMatch> matches = new LinkedHashSet<>();
        for (Source source : sourcesOn(sources, cluster)) {
            for (HttpMatch request : alternatives) {
                matches.add(new RouteMatch(source.namespace(), source.labels(), request));
            }
        }
        return matches;
    }

    private static List<Source> sourcesOn(List<SourceSelector> selectors, String cluster) {
        Source anyone = new Source("", Collections.emptySortedMap());
        if (selectors.isEmpty()) {
            return List.of(anyone);
        }
        List<Source> sources = new ArrayList<>();
        for (SourceSelector selector : selectors) {
            if (!selector.coversCluster(cluster)) {
                continue;
            }
            if (selector.namespaces().isEmpty() && selector.labels().isEmpty()) {
                return List.of(anyone);
            }
            if (selector.namespaces().isEmpty()) {
                sources.add(new Source("", selector.labels()));
            }
            selector.namespaces().forEach(namespace -> sources.add(new Source(namespace, selector.labels())));
        }
        return sources;
    }
}
