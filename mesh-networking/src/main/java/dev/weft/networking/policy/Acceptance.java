// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

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
                traffic.routes(),
                traffic.host(),
                traffic.demands(),
                traffic.suppressesDestinationRule(),
                findings);
    }
}
