// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.networking.status.Programming;
import dev.weft.networking.status.Programming.Hitch;
import dev.weft.networking.status.Programming.Reason;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which outputs exist because of which policy, and how each of them stands. */
final class PolicyOutputs {

    /** Outputs that a message names before it only counts. */
    private static final int MOST_NAMED = 3;

    private final Map<ObjectId, List<ObjectId>> policiesOf = new HashMap<>();
    private final Map<ObjectId, Set<ObjectId>> outputsOf = new HashMap<>();
    private final Map<ObjectId, Optional<Hitch>> standings = new HashMap<>();

    /** An output is wanted, because of its parents. */
    void want(Rendered output) {
        unwant(output.id());
        List<ObjectId> policies =
                output.parents().stream().map(PolicyOutputs::policy).toList();
        policiesOf.put(output.id(), policies);
        policies.forEach(policy ->
                outputsOf.computeIfAbsent(policy, absent -> new TreeSet<>()).add(output.id()));
    }

    void unwant(ObjectId output) {
        List<ObjectId> policies = policiesOf.remove(output);
        if (policies != null) {
            policies.forEach(policy -> {
                Set<ObjectId> outputs = outputsOf.get(policy);
                if (outputs != null && outputs.remove(output) && outputs.isEmpty()) {
                    outputsOf.remove(policy);
                }
            });
        }
    }

    /** The policies (and other parents) that an output exists because of. */
    Collection<ObjectId> policiesOf(ObjectId output) {
        return policiesOf.getOrDefault(output, List.of());
    }

    /** The outputs that exist because of a policy. */
    Collection<ObjectId> outputsOf(ObjectId policy) {
        return List.copyOf(outputsOf.getOrDefault(policy, Set.of()));
    }

    /** @param hitch why it is not in effect; empty when it is */
    void stands(ObjectId output, Optional<Hitch> hitch) {
        standings.put(output, hitch);
    }

    void forget(ObjectId output) {
        standings.remove(output);
    }

    /** How far a policy's outputs have been written. */
    Programming of(ObjectId policy) {
        SortedMap<String, Integer> written = new TreeMap<>();
        Map<Reason, SortedMap<String, List<Hitch>>> hitches = new TreeMap<>();
        for (ObjectId output : outputsOf.getOrDefault(policy, Set.of())) {
            Optional<Hitch> standing = standings.getOrDefault(output, Optional.of(Hitches.pending(output.cluster())));
            if (standing.isEmpty()) {
                written.merge(output.cluster(), 1, Integer::sum);
            } else {
                hitches.computeIfAbsent(standing.get().reason(), absent -> new TreeMap<>())
                        .computeIfAbsent(output.cluster(), absent -> new ArrayList<>())
                        .add(standing.get());
            }
        }
        List<Hitch> told = new ArrayList<>();
        hitches.forEach(
                (reason, byCluster) -> byCluster.forEach((cluster, all) -> told.addAll(summary(reason, cluster, all))));
        return new Programming(true, written, told);
    }

    private static List<Hitch> summary(Reason reason, String cluster, List<Hitch> all) {
        List<Hitch> distinct = all.stream().distinct().toList();
        List<Hitch> told = new ArrayList<>(distinct.subList(0, Math.min(MOST_NAMED, distinct.size())));
        if (distinct.size() > MOST_NAMED) {
            int more = distinct.size() - MOST_NAMED;
            told.add(new Hitch(reason, cluster, more + " more on cluster " + cluster));
        }
        return told;
    }

    static ObjectId policy(Parent parent) {
        return new ObjectId(
                ObjectId.MANAGEMENT,
                GroupKind.of(parent.apiVersion(), parent.kind()),
                parent.ref().namespace(),
                parent.ref().name());
    }
}
