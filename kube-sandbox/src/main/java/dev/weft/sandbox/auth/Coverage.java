// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.auth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares rules one verb on one resource at a time, as Kubernetes does. */
final class Coverage {
    private Coverage() {}

    /** What {@code held} does not allow of {@code wanted}; rules that differ in their verb only are one. */
    static List<Rule> missing(List<Rule> held, List<Rule> wanted) {
        Map<Rule, List<String>> verbs = new LinkedHashMap<>();
        List<Rule> result = new ArrayList<>();
        for (Rule rule : wanted) {
            for (Rule piece : pieces(rule)) {
                if (held.stream().anyMatch(owned -> owned.covers(piece))) {
                    continue;
                }
                if (piece.paths().isEmpty()) {
                    verbs.computeIfAbsent(piece.withVerbs(List.of()), key -> new ArrayList<>())
                            .addAll(piece.verbs());
                } else {
                    result.add(piece);
                }
            }
        }
        verbs.forEach((rule, all) -> result.add(rule.withVerbs(all)));
        return result;
    }

    private static List<Rule> pieces(Rule rule) {
        List<Rule> pieces = new ArrayList<>();
        for (String group : rule.groups()) {
            for (String resource : rule.resources()) {
                for (String verb : rule.verbs()) {
                    List<String> names = rule.names();
                    if (names.isEmpty()) {
                        pieces.add(resource(verb, group, resource, List.of()));
                    }
                    names.forEach(name -> pieces.add(resource(verb, group, resource, List.of(name))));
                }
            }
        }
        for (String path : rule.paths()) {
            for (String verb : rule.verbs()) {
                pieces.add(new Rule(List.of(verb), List.of(), List.of(), List.of(), List.of(path)));
            }
        }
        return pieces;
    }

    private static Rule resource(String verb, String group, String resource, List<String> names) {
        return new Rule(List.of(verb), List.of(group), List.of(resource), names, List.of());
    }
}
