// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.groupingBy;

import dev.weft.networking.input.ConfigFact;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * What counts for callers in one namespace in place of a rule of ours. Istio looks no further once there is any rule, and chooses among them
 * by caller: one whose {@code workloadSelector} matches, or else one without, or else none (istiod, {@code sidecar.go}, DestinationRule).
 *
 * @param rules of users, for one and the same host; at least one, those without selector first
 */
record UsersRule(List<ConfigFact> rules) implements Comparable<UsersRule> {

    private static final Comparator<ConfigFact> ORDER =
            comparing(ConfigFact::selecting).thenComparing(naturalOrder());

    UsersRule {
        rules = rules.stream().sorted(ORDER).toList();
    }

    /**
     * Why callers lack a subset by that name and with those labels, in words; empty where all are sure to have it. Istio merges rules with the
     * same {@code exportTo}; where they differ it takes the last one by age ({@code destination_rule.go}), which is not read.
     */
    Optional<String> lack(String name, SortedMap<String, String> labels) {
        if (!isForSome() && taken().allMatch(merged -> has(merged, name, labels))) {
            return Optional.empty();
        }
        boolean isThere = rules.stream().anyMatch(rule -> has(List.of(rule), name, labels));
        return Optional.of("subset " + name + " with labels " + labels + (isThere ? " (not all callers have it)" : "")
                + ", so that requests to it fail");
    }

    /** What Istio may take for a caller, each in parts that it merges. */
    private Stream<List<ConfigFact>> taken() {
        List<ConfigFact> selecting =
                rules.stream().filter(ConfigFact::selecting).toList();
        Collection<List<ConfigFact>> others = rules.stream()
                .filter(rule -> !rule.selecting())
                .collect(groupingBy(rule -> Set.copyOf(rule.exportTo())))
                .values();
        // One with a selector counts as exported to its own namespace, and has what such rules without selector add to
        // it.
        List<ConfigFact> added = rules.stream()
                .filter(rule -> !rule.selecting() && rule.exportTo().contains("."))
                .toList();
        return Stream.concat(
                others.stream(),
                selecting.stream()
                        .map(rule ->
                                Stream.concat(Stream.of(rule), added.stream()).toList()));
    }

    private static boolean has(Collection<ConfigFact> merged, String name, SortedMap<String, String> labels) {
        boolean isSaid = merged.stream().anyMatch(rule -> rule.subsets().containsKey(name));
        return isSaid
                && merged.stream().allMatch(rule -> labels.equals(rule.subsets().getOrDefault(name, labels)));
    }

    /** Whether all of them select callers. */
    private boolean isForSome() {
        return first().selecting();
    }

    String cluster() {
        return first().id().cluster();
    }

    /** As sentences begin. */
    String inPlaceOfOursFor(String what) {
        String others =
                isForSome() ? ", and selects some callers; the others of that namespace get no rule at all" : "";
        return first().id().words() + " on cluster " + cluster() + " counts in namespace "
                + first().id().namespace() + " in place of ours for " + what + others;
    }

    private ConfigFact first() {
        return rules.getFirst();
    }

    @Override
    public int compareTo(UsersRule other) {
        return first().compareTo(other.first());
    }
}
