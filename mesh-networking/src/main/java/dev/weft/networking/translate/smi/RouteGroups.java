// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.smi;

import dev.weft.networking.rules.AccessRules;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.List;

/** The HTTPRouteGroup of an AccessPolicy: the requests it allows, one match for each path (BUG-50). */
final class RouteGroups {

    private static final String SPECIAL = "\\^$.|?*+()[]{}";

    record Spec(List<Match> matches) {}

    /**
     * @param methods names, or {@code *} for all
     * @param pathRegex RE2, of the whole path without its query
     */
    record Match(String name, List<String> methods, String pathRegex) {}

    private RouteGroups() {}

    static Spec spec(Ref policy, AccessRules rules) {
        String name = policy.name() + "." + policy.namespace();
        List<String> methods = rules.methods().isEmpty() ? List.of("*") : rules.methods();
        if (rules.paths().isEmpty()) {
            return new Spec(List.of(new Match(name, methods, ".*")));
        }
        List<Match> matches = new ArrayList<>();
        for (int i = 0; i < rules.paths().size(); i++) {
            matches.add(new Match(name + "." + i, methods, regex(rules.paths().get(i))));
        }
        return new Spec(matches);
    }

    /** What Istio makes of a path: a star at its start or at its end stands for anything, all else for itself. */
    static String regex(String path) {
        if (path.equals("*")) {
            return ".*";
        }
        if (path.startsWith("*")) {
            return ".*" + literal(path.substring(1));
        }
        return path.endsWith("*") ? literal(path.substring(0, path.length() - 1)) + ".*" : literal(path);
    }

    private static String literal(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char each : text.toCharArray()) {
            if (SPECIAL.indexOf(each) >= 0) {
                escaped.append('\\');
            }
            escaped.append(each);
        }
        return escaped.toString();
    }
}
