// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.destination;

import dev.weft.networking.policy.Owned;
import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.OutlierAction;
import dev.weft.networking.rules.TlsAction;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.networking.translate.istio.feature.OutlierEjection;
import dev.weft.networking.translate.istio.feature.TlsMode;
import dev.weft.runtime.ref.Ref;
import io.fabric8.istio.api.api.networking.v1alpha3.DestinationRuleBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.Subset;
import io.fabric8.istio.api.api.networking.v1alpha3.SubsetBuilder;
import io.fabric8.istio.api.api.networking.v1alpha3.TrafficPolicy;
import io.fabric8.istio.api.api.networking.v1alpha3.TrafficPolicyBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The DestinationRule of a target: TLS mode, outlier detection, and the subsets that policies of any target send to. The TLS mode is
 * written only when Settings or a policy ask for it, so that an unrelated feature never changes it (G2, BUG-28).
 */
final class DestinationRules {

    private DestinationRules() {}

    /** Not when nothing is asked for. */
    static boolean isWanted(TargetPlan plan) {
        return !plan.demands().isEmpty()
                || !plan.decision().host().isEmpty()
                || plan.defaultTls().isPresent();
    }

    /** The policies that ask for what the rule that somebody else has in place of ours does not say. */
    static SortedSet<Ref> unmet(TargetPlan plan) {
        SortedSet<Ref> policies = new TreeSet<>();
        plan.decision().host().forEach(owned -> policies.add(owned.policy()));
        plan.demands().stream()
                .filter(demand -> !demand.subset()
                        .equals(plan.subsetsOfHolder().get(plan.subsetNames().of(demand.service(), demand.subset()))))
                .forEach(demand -> policies.add(demand.policy()));
        return policies;
    }

    static Sketch sketch(TargetPlan plan) {
        Map<String, SortedMap<String, String>> subsets = subsets(plan);
        Optional<TrafficPolicy> trafficPolicy = trafficPolicy(plan);
        List<Ref> policies = new ArrayList<>();
        plan.decision().host().forEach(owned -> policies.add(owned.policy()));
        plan.demands().forEach(demand -> policies.add(demand.policy()));
        return Sketch.of(
                IstioKinds.DESTINATION_RULE,
                new DestinationRuleBuilder()
                        .withHost(plan.host())
                        .withTrafficPolicy(trafficPolicy.orElse(null))
                        .withSubsets(subsets.entrySet().stream()
                                .map(subset -> subset(subset.getKey(), subset.getValue()))
                                .toList())
                        .build(),
                "TrafficPolicy",
                policies);
    }

    /** Labels by subset name, in the order in which they were first demanded. */
    private static Map<String, SortedMap<String, String>> subsets(TargetPlan plan) {
        Map<String, SortedMap<String, String>> subsets = new LinkedHashMap<>();
        plan.demands()
                .forEach(demand ->
                        subsets.putIfAbsent(plan.subsetNames().of(demand.service(), demand.subset()), demand.subset()));
        return subsets;
    }

    private static Subset subset(String name, SortedMap<String, String> labels) {
        return new SubsetBuilder().withName(name).withLabels(labels).build();
    }

    private static Optional<TrafficPolicy> trafficPolicy(TargetPlan plan) {
        TrafficPolicyBuilder policy = new TrafficPolicyBuilder();
        Optional<TlsAction.Mode> tls = plan.defaultTls();
        boolean hasOutlierDetection = false;
        for (Owned<Action.OnHost> owned : plan.decision().host()) {
            switch (owned.action()) {
                case TlsAction action -> tls = Optional.of(action.mode());
                case OutlierAction action -> {
                    policy.withOutlierDetection(OutlierEjection.of(action));
                    hasOutlierDetection = true;
                }
            }
        }
        tls.ifPresent(mode -> policy.withTls(TlsMode.of(mode)));
        return tls.isPresent() || hasOutlierDetection ? Optional.of(policy.build()) : Optional.empty();
    }
}
