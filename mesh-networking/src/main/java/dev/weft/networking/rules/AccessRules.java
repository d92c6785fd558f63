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

    /** Reads a spec; whatever is wrong with it is in the result. */
    public static AccessRules from(AccessPolicySpec wire) {
        Problems problems = new Problems();
        Problems brokenRefs = new Problems();
        Destinations destinations =
                Selectors.destinations(wire.destinationSelector(), "spec.destinationSelector", brokenRefs, problems);
        List<Integer> ports = new ArrayList<>();
        int index = 0;
        for (Long port : Wire.list(wire.allowedPorts())) {
            String field = "spec.allowedPorts[" + index++ + "]";
            if (port < 1 || port > 65_535) {
                problems.add(field, "must be a port from 1 to 65535, but is " + port);
            } else {
                ports.add(port.intValue());
            }
        }
        return new AccessRules(
                Selectors.identities(wire.sourceSelector(), problems),
                destinations,
                Wire.strings(wire.allowedPaths(), "spec.allowedPaths", problems),
                Wire.list(wire.allowedMethods()).stream().map(HttpMethod::name).toList(),
                ports,
                brokenRefs.problems(),
                problems.problems(),
                problems.notes());
    }
}
