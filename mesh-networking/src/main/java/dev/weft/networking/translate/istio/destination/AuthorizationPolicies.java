// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.destination;

import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.rules.AccessRules;
import dev.weft.networking.rules.IdentitySelector;
import dev.weft.networking.translate.istio.IstioKinds;
import io.fabric8.istio.api.api.security.v1beta1.AuthorizationPolicyBuilder;
import io.fabric8.istio.api.api.security.v1beta1.OperationBuilder;
import io.fabric8.istio.api.api.security.v1beta1.Rule;
import io.fabric8.istio.api.api.security.v1beta1.RuleBuilder;
import io.fabric8.istio.api.api.security.v1beta1.RuleFrom;
import io.fabric8.istio.api.api.security.v1beta1.RuleTo;
import io.fabric8.istio.api.api.security.v1beta1.SourceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The AuthorizationPolicy of a target: a rule for each accepted AccessPolicy; the action is left out, which Istio reads as ALLOW. Never
 * allows more than the policies say: identities are principals with their cluster's trust domain, and a rule without {@code from} is
 * written only where everybody is meant (BUG-31, BUG-32).
 */
final class AuthorizationPolicies {

    private AuthorizationPolicies() {}

    /** Empty when no AccessPolicy is accepted: an ALLOW policy without rules would deny everything. */
    static Optional<Sketch> sketch(TargetPlan plan) {
        List<AccessPolicyFact> accepted = plan.decision().acceptedAccess();
        if (accepted.isEmpty()) {
            return Optional.empty();
        }
        Principals principals = new Principals(plan.trustDomains(), plan.replaced());
        return Optional.of(Sketch.of(
                IstioKinds.AUTHORIZATION_POLICY,
                new AuthorizationPolicyBuilder()
                        .withNewSelector()
                        .withMatchLabels(plan.target().workloadSelector())
                        .endSelector()
                        .withRules(accepted.stream()
                                .flatMap(policy -> rules(policy.rules(), principals).stream())
                                .toList())
                        .build(),
                "AccessPolicy",
                accepted.stream().map(policy -> policy.meta().ref()).toList()));
    }

    /** One rule, and one more for each trust domain whose accounts need a condition. */
    private static List<Rule> rules(AccessRules rules, Principals principals) {
        List<RuleTo> to = to(rules);
        if (rules.sources().isEmpty() || rules.sources().stream().anyMatch(IdentitySelector::isAnyone)) {
            return List.of(new RuleBuilder().withTo(to).build());
        }
        List<Rule> written = new ArrayList<>();
        List<RuleFrom> from = rules.sources().stream()
                .flatMap(selector -> principals.sources(selector).stream())
                .map(RuleFrom::new)
                .toList();
        if (!from.isEmpty()) {
            written.add(new RuleBuilder().withFrom(from).withTo(to).build());
        }
        principals
                .accountsByReplaced(rules.sources())
                .forEach((trustDomain, accounts) -> written.add(new RuleBuilder()
                        .withFrom(new RuleFrom(
                                new SourceBuilder().withPrincipals(accounts).build()))
                        .withTo(to)
                        .addNewWhen()
                        .withKey("source.principal")
                        .withValues(Principals.anywhere(trustDomain))
                        .endWhen()
                        .build()));
        return written;
    }

    private static List<RuleTo> to(AccessRules rules) {
        if (rules.paths().isEmpty()
                && rules.methods().isEmpty()
                && rules.ports().isEmpty()) {
            return List.of();
        }
        return List.of(new RuleTo(new OperationBuilder()
                .withPaths(rules.paths())
                .withMethods(rules.methods())
                .withPorts(rules.ports().stream().map(String::valueOf).toList())
                .build()));
    }
}
