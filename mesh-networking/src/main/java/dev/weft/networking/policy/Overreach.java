// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.TargetFact;
import dev.weft.networking.input.WorkloadFact;
import dev.weft.runtime.ref.DestinationRef;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * Whom else an AuthorizationPolicy for a service would cover. In the root namespace of Istio a selector reaches into every namespace
 * (istio.io/docs/reference/config/security/authorization-policy): the workloads found there would be restricted by policies that are not
 * about them, or opened where they are restricted by others.
 *
 * @param workloads workloads of other namespaces that carry the labels of the service's selector, ordered
 * @param unreadable why there may be more that nobody knows; empty when all are known
 */
public record Overreach(List<DestinationRef> workloads, Optional<String> unreadable) {

    /** A selector that stays within its namespace. */
    public static final Overreach NONE = new Overreach(List.of(), Optional.empty());

    public Overreach {
        workloads = List.copyOf(workloads);
    }

    /** @param workloads those of the service's cluster */
    public static Overreach of(TargetFact target, Stream<WorkloadFact> workloads, Optional<String> unreadable) {
        return of(target.service().namespace(), target.workloadSelector(), workloads, unreadable);
    }

    /**
     * Of a policy in a root namespace.
     *
     * @param workloads those of its cluster
     */
    public static Overreach of(
            String namespace,
            SortedMap<String, String> selector,
            Stream<WorkloadFact> workloads,
            Optional<String> unreadable) {
        return new Overreach(
                workloads
                        .filter(workload -> !workload.controller().namespace().equals(namespace)
                                && workload.podLabels().entrySet().containsAll(selector.entrySet()))
                        .map(WorkloadFact::controller)
                        .distinct()
                        .sorted()
                        .toList(),
                unreadable);
    }
}
