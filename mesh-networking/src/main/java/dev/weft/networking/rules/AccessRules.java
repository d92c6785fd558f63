// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.api.networking.AccessPolicySpec;
import dev.weft.api.shared.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an AccessPolicy says.
 *
 * @param sources empty = every identity
 * @param paths exact, {@code prefix*} or {@code *suffix}; empty = every path
 * @param methods upper-case names; empty = every method
 * @param ports empty = every port
 * @param brokenRefs incomplete destination references; the whole policy is then applied nowhere
 * @param problems what makes the policy INVALID on every target
 */
public record AccessRules(
        List<IdentitySelector> sources,
        Destinations destinations,
        List<String> paths,
        List<String> methods,
        List<Integer> ports,
        List<Problem> brokenRefs,
        List<Problem> problems,
        List<Problem> notes) {

    public AccessRules {
        sources = List.copyOf(sources);
        paths = List.copyOf(paths);
        methods = List.copyOf(methods);
        ports = List.copyOf(ports);
        brokenRefs = List.copyOf(brokenRefs);
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /** The clusters whose identities the policy speaks of. */
    public SortedSet<String> clusters() {
        SortedSet<String> clusters = new TreeSet<>();
        sources.forEach(source -> clusters.addAll(source.namedClusters()));
        return clusters;
    }

    /** Whether it tells requests of one connection apart. */
    public boolean looksAtRequests() {
        return !paths.isEmpty() || !methods.isEmpty();
    }

    /**
     * Reads a spec; whatever is wrong with it is in the result.
     *
     * @param unknownFields JSON paths below {@code spec} that the kind does not know. Each is a problem: it may be a misspelled
     *     restriction, and ignoring that would allow more than its author meant
     */
    public static AccessRules from(AccessPolicySpec wire, List<String> unknownFields) {
        Problems problems = new Problems();
        unknownFields.forEach(field -> problems.add(
                "spec." + field,
                "is not a field of AccessPolicy; it is not ignored, because it may be meant as a restriction"));
        Problems brokenRefs = new Problems();
        Destinations destinations = Selectors.destinations(wire.destinationSelector(), brokenRefs, problems);
        List<Integer> ports = new ArrayList<>();
        int index = 0;
        for (Long port : Wire.complete(wire.allowedPorts(), "spec.allowedPorts", problems)) {
            String field = "spec.allowedPorts[" + index++ + "]";
            if (port < 1 || port > 65_535) {
                problems.add(field, "must be a port from 1 to 65535, but is " + port);
            } else {
                ports.add(port.intValue());
            }
        }
        List<String> paths = Wire.strings(wire.allowedPaths(), "spec.allowedPaths", problems);
        PathTemplateCheck.paths(paths, "spec.allowedPaths", problems);
        notePaths(paths, problems);
        return new AccessRules(
                Selectors.identities(wire.sourceSelector(), problems),
                destinations,
                paths,
                Wire.complete(wire.allowedMethods(), "spec.allowedMethods", problems).stream()
                        .map(HttpMethod::name)
                        .toList(),
                ports,
                brokenRefs.problems(),
                problems.problems(),
                problems.notes());
    }

    /** Istio knows {@code *} at one end of a path only; anywhere else it is a character like any other. */
    private static void notePaths(List<String> paths, Problems problems) {
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            String field = "spec.allowedPaths[" + i + "]";
            boolean isTemplate = path.contains("{");
            boolean atOneEnd = path.equals("*") || path.indexOf('*') == path.lastIndexOf('*');
            boolean inside =
                    path.length() > 2 && path.substring(1, path.length() - 1).contains("*");
            if (!isTemplate && (inside || !atOneEnd)) {
                problems.note(
                        field,
                        "\"" + path
                                + "\" has a * that is taken literally: one at the start or at the end is a wildcard");
            } else if (!path.startsWith("*") && !path.startsWith("/")) {
                problems.note(field, "\"" + path + "\" does not begin with / or *, so no request has this path");
            }
        }
    }
}
