// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RouteMatchTest {

    private static final HttpMatch A = path("/a");
    private static final HttpMatch B = path("/b");

    private static HttpMatch path(String path) {
        return new HttpMatch(
                new PathMatch.Exact(path),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                "");
    }

    private static SourceSelector source(Map<String, String> labels, List<String> namespaces, List<String> clusters) {
        return new SourceSelector(new TreeMap<>(labels), namespaces, clusters);
    }

    private static List<String> texts(Set<RouteMatch> matches) {
        return matches.stream()
                .map(match -> match.sourceNamespace()
                        + match.sourceLabels()
                        + match.http().path())
                .toList();
    }

    @Test
    void noSelectorsAndNoMatchersAreEveryRequest() {
        assertThat(RouteMatch.of(List.of(), List.of(), "east")).containsExactly(RouteMatch.ANY);
        assertThat(RouteMatch.of(List.of(source(Map.of(), List.of(), List.of())), List.of(HttpMatch.ANY), "east"))
                .containsExactly(RouteMatch.ANY);
    }

    @Test
    void sourcesAreTheOuterLoopAndRequestsTheInnerOne() {
        assertThat(texts(RouteMatch.of(
                        List.of(
                                source(Map.of("env", "dev"), List.of("n1", "n2"), List.of()),
                                source(Map.of("env", "test"), List.of(), List.of("east"))),
                        List.of(A, B),
                        "east")))
                .containsExactly(
                        "n1{env=dev}Exact[value=/a]",
                        "n1{env=dev}Exact[value=/b]",
                        "n2{env=dev}Exact[value=/a]",
                        "n2{env=dev}Exact[value=/b]",
                        "{env=test}Exact[value=/a]",
                        "{env=test}Exact[value=/b]");
    }

    @Test
    void whatIsSaidTwiceStandsOnce() {
        assertThat(RouteMatch.of(
                        List.of(
                                source(Map.of(), List.of("n1", "n1"), List.of()),
                                source(Map.of(), List.of("n1"), List.of("east"))),
                        List.of(A, A),
                        "east"))
                .hasSize(1);
    }

    @Test
    void BUG_23_oneUnrestrictedAlternativeMakesTheSourceAnybody() {
        assertThat(RouteMatch.of(
                        List.of(
                                source(Map.of("env", "dev"), List.of(), List.of()),
                                source(Map.of(), List.of(), List.of("east"))),
                        List.of(),
                        "east"))
                .containsExactly(RouteMatch.ANY);
    }

    @Test
    void BUG_20_selectorsOfOtherClustersAreNoSource() {
        List<SourceSelector> west = List.of(source(Map.of(), List.of(), List.of("west")));

        assertThat(RouteMatch.of(west, List.of(), "east")).isEmpty();
        assertThat(RouteMatch.of(west, List.of(), "west")).containsExactly(RouteMatch.ANY);
    }
}
