// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.ShiftAction;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The policies of one target, decided.
 *
 * @param traffic verdicts on TrafficPolicies, accepted ones in acceptance order first, then the others by key
 * @param access verdicts on AccessPolicies likewise
 * @param acceptedTraffic accepted TrafficPolicies in acceptance order
 * @param acceptedAccess accepted AccessPolicies in key order
 * @param routes routes the accepted policies ask for, in the order in which they were first asked for
 * @param host actions on the host, ordered by field
 * @param demands subsets of services that the accepted policies send to, ordered
 * @param accessHolders AccessPolicies because of which what allows access stays as it is, ordered; usually none
 * @param suppressDestinationRule a user's own DestinationRule keeps ours from being written
 */
public record TargetDecision(
        List<Verdict> traffic,
        List<Verdict> access,
        List<TrafficPolicyFact> acceptedTraffic,
        List<AccessPolicyFact> acceptedAccess,
        List<RoutePlan> routes,
        List<Owned<Action.OnHost>> host,
        List<Demand> demands,
        boolean suppressDestinationRule,
        List<Ref> accessHolders,
        List<Finding> findings) {

    public TargetDecision {
        traffic = List.copyOf(traffic);
        access = List.copyOf(access);
        acceptedTraffic = List.copyOf(acceptedTraffic);
        acceptedAccess = List.copyOf(acceptedAccess);
        routes = List.copyOf(routes);
        host = List.copyOf(host);
        demands = List.copyOf(demands);
        accessHolders = List.copyOf(accessHolders);
        findings = List.copyOf(findings);
    }

    /** Services to whose subsets the routes send, in the order first met. */
    public Set<DestinationRef> subsetsSentTo() {
        Set<DestinationRef> services = new LinkedHashSet<>();
        for (RoutePlan route : routes) {
            for (Owned<Action.OnRoute> owned : route.actions()) {
                if (owned.action() instanceof ShiftAction shift) {
                    shift.destinations().forEach(weighted -> {
                        if (weighted.to() instanceof ShiftAction.To.Service to
                                && !to.subset().isEmpty()) {
                            services.add(to.service());
                        }
                    });
                }
            }
        }
        return services;
    }
}
