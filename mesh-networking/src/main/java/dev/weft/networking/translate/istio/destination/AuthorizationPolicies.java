// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.destination;

import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.rules.AccessRules;
import dev.weft.networking.rules.IdentitySelector;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import io.fabric8.istio.api.api.security.v1beta1.AuthorizationPolicy;
import io.fabric8.istio.api.api.security.v1beta1.AuthorizationPolicyBuilder;
import io.fabric8.istio.api.api.security.v1beta1.OperationBuilder;
import io.fabric8.istio.api.api.security.v1beta1.Rule;
import io.fabric8.istio.api.api.security.v1beta1.RuleBuilder;
import io.fabric8.istio.api.api.security.v1beta1.RuleFrom;
import io.fabric8.istio.api.api.security.v1beta1.RuleTo;
import io.fabric8.istio.api.api.security.v1beta1.SourceBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * The AuthorizationPolicies of a target: a rule for each accepted AccessPolicy; the action is left out, which Istio reads as ALLOW. Never
 * allows more than the policies say: identities are principals with their cluster's trust domain, and a rule without {@code from} is
 * written only where everybody is meant (BUG-31, BUG-32).
 *
 * <p>A service behind a waypoint has two: one for the waypoint, which sees requests, and one for the pods, which otherwise anybody could
 * call around the waypoint. The latter allows the waypoint, and whom the policies allow whatever the request (docs/adr/0039).
 */
public final class AuthorizationPolicies {

    /** No Service has a dot in its name, so nothing else is called that. */
    private static final String OF_PODS = ".pods";

    private AuthorizationPolicies() {}

    /** The one for the pods of a service behind a waypoint. */
    static ObjectId ofPods(DestinationRef service) {
        return id(service, OF_PODS);
    }

    /** All that a service may have. */
    public static List<ObjectId> ids(DestinationRef service) {
        return List.of(id(service, ""), ofPods(service));
    }

    private static ObjectId id(DestinationRef service, String suffix) {
        return new ObjectId(
                service.cluster(), IstioKinds.AUTHORIZATION_POLICY, service.namespace(), service.name() + suffix);
    }

    /** Empty when no AccessPolicy is accepted: an ALLOW policy without rules would deny everything. */
    static List<Sketch> sketches(TargetPlan plan) {
        List<AccessPolicyFact> accepted = plan.decision().acceptedAccess();
        if (accepted.isEmpty()) {
            return List.of();
        }
        Principals principals = new Principals(plan.trustDomains(), plan.replaced());
        List<Rule> rules = accepted.stream()
                .flatMap(policy -> rules(policy.rules(), principals).stream())
                .toList();
        if (plan.waypointPrincipals().isEmpty()) {
            return List.of(sketch(plan, "", ofPods(plan, rules)));
        }
        List<Rule> around = new ArrayList<>();
        around.add(new RuleBuilder()
                .withFrom(new RuleFrom(new SourceBuilder()
                        .withPrincipals(plan.waypointPrincipals())
                        .build()))
                .build());
        accepted.stream()
                .filter(policy -> !policy.rules().looksAtRequests())
                .forEach(policy -> around.addAll(rules(policy.rules(), principals)));
        return List.of(
                sketch(
                        plan,
                        "",
                        new AuthorizationPolicyBuilder()
                                .addNewTargetRef()
                                .withGroup("")
                                .withKind("Service")
                                .withName(plan.target().service().name())
                                .endTargetRef()
                                .withRules(rules)
                                .build()),
                sketch(plan, OF_PODS, ofPods(plan, around)));
    }

    private static AuthorizationPolicy ofPods(TargetPlan plan, List<Rule> rules) {
        return new AuthorizationPolicyBuilder()
                .withNewSelector()
                .withMatchLabels(plan.target().workloadSelector())
                .endSelector()
                .withRules(rules)
                .build();
    }

    private static Sketch sketch(TargetPlan plan, String suffix, AuthorizationPolicy spec) {
        return Sketch.of(
                IstioKinds.AUTHORIZATION_POLICY,
                suffix,
                spec,
                "AccessPolicy",
                plan.decision().acceptedAccess().stream()
                        .map(policy -> policy.meta().ref())
                        .toList());
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
