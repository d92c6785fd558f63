// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import static java.util.Comparator.comparing;

import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.ShiftAction;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An accepted policy sends traffic to a subset of a FailoverService.
 *
 * @param subset its labels, not empty
 * @param policy who sends
 */
public record FailoverDemand(Ref failoverService, SortedMap<String, String> subset, Ref policy) {

    /** By FailoverService, then by the name of the subset. */
    public static final Comparator<FailoverDemand> ORDER = comparing(FailoverDemand::failoverService)
            .thenComparing(FailoverDemand::name)
            .thenComparing(demand -> demand.subset().toString())
            .thenComparing(FailoverDemand::policy);

    public FailoverDemand {
        subset = Collections.unmodifiableSortedMap(new TreeMap<>(subset));
    }

    /** By which VirtualServices and DestinationRules speak of the subset. */
    public String name() {
        return Demand.subsetName(subset);
    }

    /** Those of accepted policies. */
    public static List<FailoverDemand> of(Collection<TrafficPolicyFact> accepted) {
        List<FailoverDemand> demands = new ArrayList<>();
        for (TrafficPolicyFact policy : accepted) {
            for (Action action : policy.rules().actions()) {
                if (action instanceof ShiftAction shift) {
                    shift.destinations().stream()
                            .map(ShiftAction.Weighted::to)
                            .filter(to -> to instanceof ShiftAction.To.Failover
                                    && !to.subset().isEmpty())
                            .map(to -> new FailoverDemand(
                                    ((ShiftAction.To.Failover) to).failoverService(),
                                    to.subset(),
                                    policy.meta().ref()))
                            .forEach(demands::add);
                }
            }
        }
        return demands;
    }
}
