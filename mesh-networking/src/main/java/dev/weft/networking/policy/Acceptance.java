// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.List;

/** Decides the policies of one target. */
public final class Acceptance {

    private Acceptance() {}

    /** Whether the policy was accepted on the target before this pass. */
    public static boolean acceptedBefore(TrafficPolicyFact policy, TargetFact target) {
        return Precedence.acceptedBefore(policy, target);
    }

    /** Likewise; where the target has no history of its own, the policy's status tells. */
    public static boolean acceptedBefore(AccessPolicyFact policy, TargetFact target) {
        return target.accessBefore().isEmpty()
                ? policy.prior().acceptedOn().containsKey(target.ref().key())
                : target.accessBefore().stream()
                        .anyMatch(
                                applied -> applied.policy().equals(policy.meta().ref()));
    }

    public static TargetDecision decide(TargetInput input) {
        TrafficAcceptance traffic = TrafficAcceptance.of(input);
        AccessAcceptance access = AccessAcceptance.of(input);
        List<Finding> findings = new ArrayList<>(traffic.findings());
        findings.addAll(access.findings());
        return new TargetDecision(
                traffic.verdicts(),
                access.verdicts(),
                traffic.accepted(),
                access.accepted(),
                traffic.here(),
                traffic.elsewhere(),
                traffic.demands(),
                traffic.suppressesDestinationRule(),
                access.holders(),
                findings);
    }
}
