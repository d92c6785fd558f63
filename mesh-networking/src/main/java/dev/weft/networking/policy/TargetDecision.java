// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.rules.Action;
import dev.weft.runtime.status.Finding;
import java.util.List;

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
        List<Finding> findings) {

    public TargetDecision {
        traffic = List.copyOf(traffic);
        access = List.copyOf(access);
        acceptedTraffic = List.copyOf(acceptedTraffic);
        acceptedAccess = List.copyOf(acceptedAccess);
        routes = List.copyOf(routes);
        host = List.copyOf(host);
        demands = List.copyOf(demands);
        findings = List.copyOf(findings);
    }
}
