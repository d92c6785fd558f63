// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.destination;

import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.rules.AccessRules;
import dev.weft.networking.rules.IdentitySelector;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.ref.DestinationRef;
import io.fabric8.istio.api.api.security.v1beta1.AuthorizationPolicyBuilder;
import io.fabric8.istio.api.api.security.v1beta1.OperationBuilder;
import io.fabric8.istio.api.api.security.v1beta1.Rule;
import io.fabric8.istio.api.api.security.v1beta1.RuleBuilder;
import io.fabric8.istio.api.api.security.v1beta1.RuleFrom;
import io.fabric8.istio.api.api.security.v1beta1.RuleTo;
import io.fabric8.istio.api.api.security.v1beta1.Source;
import io.fabric8.istio.api.api.security.v1beta1.SourceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The AuthorizationPolicy of a target: one rule for each accepted AccessPolicy; the action is left out, which Istio reads as ALLOW. Never allows more than the policies say: identities
 * are principals with their cluster's trust domain, and a rule without {@code from} is written only where everybody is meant (BUG-31,
 * BUG-32).
 */
final class AuthorizationPolicies {

    private AuthorizationPolicies() {}

    /** Empty when no AccessPolicy is accepted: an ALLOW policy without rules would deny everything. */
    static Optional<Sketch> sketch(TargetPlan plan) {
        List<AccessPolicyFact> accepted = plan.decision().acceptedAccess();
        if (accepted.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Sketch.of(
                IstioKinds.AUTHORIZATION_POLICY,
                new AuthorizationPolicyBuilder()
                        .withNewSelector()
                        .withMatchLabels(plan.target().workloadSelector())
                        .endSelector()
                        .withRules(accepted.stream()
                                .map(policy -> rule(policy.rules(), plan.trustDomains()))
                                .toList())
                        .build(),
                "AccessPolicy",
                accepted.stream().map(policy -> policy.meta().ref()).toList()));
    }

    private static Rule rule(AccessRules rules, SortedMap<String, List<String>> trustDomains) {
        RuleBuilder rule = new RuleBuilder();
        boolean anyone = rules.sources().isEmpty() || rules.sources().stream().anyMatch(IdentitySelector::isAnyone);
        if (!anyone) {
            rule.withFrom(rules.sources().stream()
                    .flatMap(selector -> sources(selector, trustDomains).stream())
                    .map(RuleFrom::new)
                    .toList());
        }
        if (!rules.paths().isEmpty()
                || !rules.methods().isEmpty()
                || !rules.ports().isEmpty()) {
            rule.withTo(new RuleTo(new OperationBuilder()
                    .withPaths(rules.paths())
                    .withMethods(rules.methods())
                    .withPorts(rules.ports().stream().map(String::valueOf).toList())
                    .build()));
        }
        return rule.build();
    }

    /** Namespaces without a cluster are a source of their own: Istio would AND them with principals in the same source. */
    private static List<Source> sources(IdentitySelector selector, SortedMap<String, List<String>> trustDomains) {
        List<Source> sources = new ArrayList<>();
        List<String> principals = new ArrayList<>();
        for (String cluster : selector.clusters()) {
            for (String trustDomain : trustDomains(cluster, trustDomains)) {
                if (selector.namespaces().isEmpty()) {
                    principals.add(trustDomain + "/ns/*");
                }
                selector.namespaces().forEach(namespace -> principals.add(trustDomain + "/ns/" + namespace + "/sa/*"));
            }
        }
        for (DestinationRef account : selector.accounts()) {
            for (String trustDomain : trustDomains(account.cluster(), trustDomains)) {
                principals.add(trustDomain + "/ns/" + account.namespace() + "/sa/" + account.name());
            }
        }
        if (selector.clusters().isEmpty() && !selector.namespaces().isEmpty()) {
            sources.add(
                    new SourceBuilder().withNamespaces(selector.namespaces()).build());
        }
        if (!principals.isEmpty()) {
            sources.add(new SourceBuilder().withPrincipals(principals).build());
        }
        return sources;
    }

    private static List<String> trustDomains(String cluster, SortedMap<String, List<String>> trustDomains) {
        List<String> ofCluster = trustDomains.get(cluster);
        if (ofCluster == null) {
            throw new IllegalStateException("no trust domain for cluster " + cluster);
        }
        return ofCluster;
    }
}
