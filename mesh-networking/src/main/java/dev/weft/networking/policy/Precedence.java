// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import static java.util.Comparator.comparing;

import dev.weft.networking.input.AppliedBefore;
import dev.weft.networking.input.PolicyMeta;
import dev.weft.networking.input.PriorStatus;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.runtime.ref.Ref;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who comes first on a target (house.md 3.10): accepted here before and unchanged, then accepted here before and changed since, each in
 * the order of their acceptance; then the others, older first, ties by key (BUG-5, BUG-6, E-12).
 */
final class Precedence {

    private enum Rank {
        ACCEPTED_UNCHANGED,
        ACCEPTED_CHANGED,
        NEW
    }

    private record Standing(Rank rank, long position, PolicyMeta meta) {

        static final Comparator<Standing> ORDER = comparing(Standing::rank)
                .thenComparingLong(Standing::position)
                .thenComparing(Standing::meta, PolicyMeta.BY_AGE);
    }

    private Precedence() {}

    /** {@code policies} in the order in which they are tried on {@code target}. */
    static List<TrafficPolicyFact> order(List<TrafficPolicyFact> policies, TargetFact target) {
        Map<Ref, Integer> positions = new HashMap<>();
        List<AppliedBefore> history = target.appliedBefore();
        for (int i = 0; i < history.size(); i++) {
            positions.putIfAbsent(history.get(i).policy(), i);
        }
        Map<Ref, Standing> standings = new HashMap<>();
        for (TrafficPolicyFact policy : policies) {
            standings.put(policy.meta().ref(), standing(policy, target, positions));
        }
        return policies.stream()
                .sorted(comparing(policy -> standings.get(policy.meta().ref()), Standing.ORDER))
                .toList();
    }

    /** Whether the policy was accepted on the target before this pass. */
    static boolean acceptedBefore(TrafficPolicyFact policy, TargetFact target) {
        if (!target.appliedBefore().isEmpty()) {
            return target.appliedBefore().stream()
                    .anyMatch(applied -> applied.policy().equals(policy.meta().ref()));
        }
        return policy.prior().acceptedOn().containsKey(target.ref().key());
    }

    private static Standing standing(TrafficPolicyFact policy, TargetFact target, Map<Ref, Integer> positions) {
        PolicyMeta meta = policy.meta();
        if (!target.appliedBefore().isEmpty()) {
            Integer position = positions.get(meta.ref());
            if (position == null) {
                return new Standing(Rank.NEW, 0, meta);
            }
            long generation = target.appliedBefore().get(position).generation();
            return new Standing(rank(generation, meta), position, meta);
        }
        // A target of 0.12 or a restored one has no history of its own; then the policies' statuses tell.
        PriorStatus prior = policy.prior();
        Long position = prior.acceptedOn().get(target.ref().key());
        return position == null
                ? new Standing(Rank.NEW, 0, meta)
                : new Standing(rank(prior.observedGeneration(), meta), position, meta);
    }

    private static Rank rank(long acceptedGeneration, PolicyMeta meta) {
        // An object that tells no generation, as one from a file may, does not say that it changed.
        boolean unchanged = meta.generation() == 0 || acceptedGeneration == meta.generation();
        return unchanged ? Rank.ACCEPTED_UNCHANGED : Rank.ACCEPTED_CHANGED;
    }
}
