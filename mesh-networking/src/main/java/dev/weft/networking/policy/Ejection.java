// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.rules.OutlierAction;
import java.util.Optional;

/** Whether hosts of a service that fail are taken out of rotation, which is what failover waits for: by an accepted TrafficPolicy. */
public sealed interface Ejection {

    Ejection YES = new Yes();
    Ejection NO = new No();

    /** They are. */
    record Yes() implements Ejection {}

    /** They are not. */
    record No() implements Ejection {}

    /** A policy that would is not decided. */
    record Unknown(PolicyError reason) implements Ejection {}

    /**
     * That depends on which FailoverServices are accepted, since policies of the service send to some.
     *
     * @param input with what the FailoverServices are by themselves
     */
    record Depends(TargetInput input) implements Ejection {}

    /** What policies of a service, and nothing else, say about it. */
    static Ejection of(TargetInput input) {
        return input.failoverServices().isEmpty() ? decided(input) : new Depends(input);
    }

    /** With the standing of the FailoverServices as the input has it. */
    static Ejection decided(TargetInput input) {
        TrafficAcceptance acceptance = TrafficAcceptance.of(input);
        if (acceptance.accepted().stream().anyMatch(Ejection::ejects)) {
            return YES;
        }
        Optional<PolicyError> undecided = acceptance.verdicts().stream()
                .filter(Verdict.Undecided.class::isInstance)
                .filter(verdict -> input.trafficPolicies().stream()
                        .anyMatch(policy -> policy.meta().ref().equals(verdict.policy()) && ejects(policy)))
                .map(verdict -> ((Verdict.Undecided) verdict).reasons().getFirst())
                .findFirst();
        return undecided.<Ejection>map(Unknown::new).orElse(NO);
    }

    private static boolean ejects(TrafficPolicyFact policy) {
        return policy.rules().actions().stream().anyMatch(OutlierAction.class::isInstance);
    }
}
