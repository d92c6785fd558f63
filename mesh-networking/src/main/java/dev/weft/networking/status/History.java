// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.AppliedBefore;
import dev.weft.networking.input.PolicyMeta;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.policy.Verdict;
import dev.weft.networking.translate.DecidedTarget;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a target remembers of a pass: the lists of {@link TargetStatuses} as the next pass will read them, without the way through JSON.
 */
public final class History {

    private History() {}

    /** {@code target} with the history that the status of {@code decided} gives it; the same instance when it has that already. */
    public static TargetFact after(DecidedTarget decided, TargetFact target) {
        List<AppliedBefore> traffic = traffic(decided);
        List<AppliedBefore> access = access(decided);
        return traffic.equals(target.appliedBefore()) && access.equals(target.accessBefore())
                ? target
                : target.remembering(traffic, access);
    }

    private static List<AppliedBefore> traffic(DecidedTarget decided) {
        if (decided.decision().acceptedTraffic().isEmpty()) {
            return List.of();
        }
        Map<Ref, Long> told = told(decided.target().appliedBefore());
        List<AppliedBefore> applied = new ArrayList<>();
        for (TrafficPolicyFact policy : decided.decision().acceptedTraffic()) {
            applied.add(entry(policy.meta(), told));
        }
        return applied;
    }

    private static List<AppliedBefore> access(DecidedTarget decided) {
        if (decided.decision().access().isEmpty()) {
            return List.of();
        }
        Map<Ref, Long> told = told(decided.target().accessBefore());
        Map<Ref, AppliedBefore> applied = new TreeMap<>();
        for (AccessPolicyFact policy : decided.decision().acceptedAccess()) {
            applied.put(policy.meta().ref(), entry(policy.meta(), told));
        }
        for (Verdict verdict : decided.decision().access()) {
            if (verdict instanceof Verdict.Undecided undecided && undecided.wasAccepted()) {
                applied.put(
                        verdict.policy(), new AppliedBefore(verdict.policy(), told.getOrDefault(verdict.policy(), 0L)));
            }
        }
        return List.copyOf(applied.values());
    }

    private static Map<Ref, Long> told(List<AppliedBefore> before) {
        Map<Ref, Long> told = new HashMap<>();
        before.forEach(applied -> told.putIfAbsent(applied.policy(), applied.generation()));
        return told;
    }

    /** An object that tells no generation says nothing against what was observed before. */
    private static AppliedBefore entry(PolicyMeta policy, Map<Ref, Long> told) {
        long generation = policy.generation() == 0 ? told.getOrDefault(policy.ref(), 0L) : policy.generation();
        return new AppliedBefore(policy.ref(), generation);
    }
}
