// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.destination;

import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.Demand;
import dev.weft.networking.policy.SubsetNames;
import dev.weft.networking.policy.TargetDecision;
import dev.weft.networking.rules.TlsAction;
import dev.weft.networking.translate.istio.Hosts;
import dev.weft.networking.translate.istio.OutputMeta;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Everything the outputs of one Istio target are made of.
 *
 * @param decision the policies, decided
 * @param demands subsets of this service that any accepted policy sends to, ordered
 * @param subsetNames of the services to whose subsets the routes send, and of this one
 * @param hosts names of this service and of every destination of its policies
 * @param elsewhere what must be in effect before the routes can send to services of other clusters
 * @param trustDomains trust domains by cluster, ordered, for the clusters that accepted AccessPolicies name
 * @param replaced those of them that the target's Istio would replace by its own where they are written as usual
 * @param waypointPrincipals identities of the waypoint that serves the target; empty where none does
 * @param taken kinds of which somebody else's object holds the name, with a description of that object
 * @param withoutRule services to whose subsets the routes send and whose DestinationRule is somebody else's and lacks them, with a
 *     description of both
 * @param subsetsOfHolder those of the DestinationRule that somebody else has in place of the target's, labels by name
 */
public record TargetPlan(
        TargetFact target,
        TargetDecision decision,
        List<Demand> demands,
        SubsetNames subsetNames,
        Hosts hosts,
        List<ObjectId> elsewhere,
        SortedMap<String, List<String>> trustDomains,
        Set<String> replaced,
        List<String> waypointPrincipals,
        Optional<TlsAction.Mode> defaultTls,
        OutputMeta meta,
        SortedMap<GroupKind, String> taken,
        SortedMap<DestinationRef, String> withoutRule,
        SortedMap<String, SortedMap<String, String>> subsetsOfHolder) {

    public TargetPlan {
        demands = List.copyOf(demands);
        elsewhere = List.copyOf(elsewhere);
        trustDomains = Collections.unmodifiableSortedMap(new TreeMap<>(trustDomains));
        waypointPrincipals = List.copyOf(waypointPrincipals);
        replaced = Set.copyOf(replaced);
        withoutRule = Collections.unmodifiableSortedMap(new TreeMap<>(withoutRule));
        subsetsOfHolder = Collections.unmodifiableSortedMap(new TreeMap<>(subsetsOfHolder));
        taken = Collections.unmodifiableSortedMap(new TreeMap<>(taken));
    }

    /** The name by which callers of its own cluster reach the target. */
    String host() {
        return hosts.of(target.service());
    }

    /**
     * What callers lose for whom another DestinationRule counts in place of ours: parts of policies in words, by policy, each list ordered.
     *
     * @param lack why callers lack a subset, by name and labels, in words; empty where they have it
     */
    public SortedMap<Ref, SortedSet<String>> hiddenBy(
            BiFunction<String, SortedMap<String, String>, Optional<String>> lack) {
        SortedMap<Ref, SortedSet<String>> lost = new TreeMap<>();
        for (Demand demand : demands) {
            lack.apply(subsetNames.of(demand.service(), demand.subset()), demand.subset())
                    .ifPresent(words -> lost.computeIfAbsent(demand.policy(), absent -> new TreeSet<>())
                            .add(words));
        }
        decision.host()
                .forEach(owned -> lost.computeIfAbsent(owned.policy(), absent -> new TreeSet<>())
                        .add("its " + owned.action().field()));
        return lost;
    }

    /** What its VirtualService is made of. */
    Routing routing() {
        return new Routing(host(), target.ports(), decision.routes(), hosts, subsetNames);
    }
}
