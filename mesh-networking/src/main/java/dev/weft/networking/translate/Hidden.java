// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toList;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.TargetFact;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Something of ours that a user's rule hides from callers. There may be very many under one rule, so each VirtualMesh and policy is told once
 * of each rule.
 *
 * @param of hosts or services, at least one
 * @param lost what callers do not get, in words
 * @param targets keys of the TrafficTargets concerned; empty where it is of no matter
 */
record Hidden(UsersRule by, SortedSet<String> of, SortedSet<String> lost, SortedSet<String> targets)
        implements Comparable<Hidden> {

    private static final Comparator<Hidden> ORDER =
            comparing(Hidden::by).thenComparing(hidden -> hidden.of.first()).thenComparing(Hidden::toString);

    Hidden {
        of = Collections.unmodifiableSortedSet(new TreeSet<>(of));
        lost = Collections.unmodifiableSortedSet(new TreeSet<>(lost));
        targets = Collections.unmodifiableSortedSet(new TreeSet<>(targets));
    }

    /** A rule for hosts. */
    static Hidden ofHosts(UsersRule by, Collection<String> hosts) {
        return new Hidden(by, new TreeSet<>(hosts), new TreeSet<>(), new TreeSet<>());
    }

    /** A rule for a service, and what its callers do not get. */
    static Hidden ofService(UsersRule by, TargetFact target, SortedSet<String> lost) {
        return new Hidden(
                by,
                new TreeSet<>(List.of(target.service().toString())),
                lost,
                new TreeSet<>(List.of(target.ref().key())));
    }

    /** Says what a policy loses. */
    static List<Finding> ofPolicy(Collection<Hidden> all, Subject policy) {
        List<Finding> findings = new ArrayList<>();
        for (Hidden hidden : together(all)) {
            Finding finding = hidden.finding(
                    policy,
                    (hidden.of.size() == 1 ? "service " : "services ") + Names.some(hidden.of),
                    "callers there do not get " + Names.some(hidden.lost));
            findings.add(hidden.targets.size() == 1 ? finding.onTarget(hidden.targets.first()) : finding);
        }
        return findings;
    }

    /**
     * Says which calls between the meshes of a VirtualMesh go wrong.
     *
     * @param isFlat whether they go without gateways, which read a name in the handshake
     */
    static List<Finding> ofVirtualMesh(Collection<Hidden> all, boolean isFlat, Subject virtualMesh) {
        String lost = isFlat
                ? "calls from there go on, without subsets and outlier detection unless that rule has them"
                : "calls from there ask gateways for a name that they do not know, and have no subsets, and fail unless"
                        + " that rule has both";
        return together(all).stream()
                .map(hidden -> hidden.finding(virtualMesh, Names.some(hidden.of), lost))
                .toList();
    }

    private Finding finding(Subject subject, String ofWhat, String consequence) {
        return Finding.of(NetworkingFinding.RULE_HIDDEN, subject, by.inPlaceOfOursFor(ofWhat) + ": " + consequence)
                .onCluster(by.cluster());
    }

    /** One for each rule. */
    private static List<Hidden> together(Collection<Hidden> all) {
        SortedMap<UsersRule, List<Hidden>> byRule =
                all.stream().collect(groupingBy(Hidden::by, TreeMap::new, toList()));
        return byRule.entrySet().stream()
                .map(rule -> new Hidden(
                        rule.getKey(),
                        union(rule.getValue(), Hidden::of),
                        union(rule.getValue(), Hidden::lost),
                        union(rule.getValue(), Hidden::targets)))
                .toList();
    }

    private static SortedSet<String> union(List<Hidden> all, Function<Hidden, SortedSet<String>> part) {
        return all.stream().flatMap(hidden -> part.apply(hidden).stream()).collect(toCollection(TreeSet::new));
    }

    @Override
    public int compareTo(Hidden other) {
        return ORDER.compare(this, other);
    }
}
