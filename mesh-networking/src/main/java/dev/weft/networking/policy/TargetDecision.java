// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.rules.Action;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The policies of one target, decided.
 *
 * @param traffic verdicts on TrafficPolicies, accepted ones in acceptance order first, then the others by key
 * @param access verdicts on AccessPolicies likewise
 * @param acceptedTraffic accepted TrafficPolicies in acceptance order
 * @param acceptedAccess accepted AccessPolicies in key order
 * @param here what callers of the target's own cluster get
 * @param elsewhere what callers of other clusters get, see {@link #askedBy}; empty where nobody calls from there
 * @param demands subsets of services that the accepted policies send to, ordered
 * @param accessHolders AccessPolicies because of which what allows access stays as it is, ordered; usually none
 * @param suppressDestinationRule a user's own DestinationRule keeps ours from being written
 */
public record TargetDecision(
        List<Verdict> traffic,
        List<Verdict> access,
        List<TrafficPolicyFact> acceptedTraffic,
        List<AccessPolicyFact> acceptedAccess,
        Asked here,
        SortedMap<String, Asked> elsewhere,
        List<Demand> demands,
        boolean suppressDestinationRule,
        List<Ref> accessHolders,
        List<Finding> findings) {

    public TargetDecision {
        traffic = List.copyOf(traffic);
        access = List.copyOf(access);
        acceptedTraffic = List.copyOf(acceptedTraffic);
        acceptedAccess = List.copyOf(acceptedAccess);
        elsewhere = Collections.unmodifiableSortedMap(new TreeMap<>(elsewhere));
        demands = List.copyOf(demands);
        accessHolders = List.copyOf(accessHolders);
        findings = List.copyOf(findings);
    }

    /** The same with something else for callers of its own cluster. */
    public TargetDecision withHere(Asked other) {
        return other == here
                ? this
                : new TargetDecision(
                        traffic,
                        access,
                        acceptedTraffic,
                        acceptedAccess,
                        other,
                        elsewhere,
                        demands,
                        suppressDestinationRule,
                        accessHolders,
                        findings);
    }

    /** What callers of {@code cluster} get, which is not the target's own. */
    public Asked askedBy(String cluster) {
        return Drafts.of(elsewhere, cluster);
    }

    /** Routes for callers of its own cluster, in the order in which they were first asked for. */
    public List<RoutePlan> routes() {
        return here.routes();
    }

    /** Actions on the host for callers of its own cluster, ordered by field. */
    public List<Owned<Action.OnHost>> host() {
        return here.host();
    }

    /** Services to whose subsets the routes for callers of its own cluster send, in the order first met. */
    public Set<DestinationRef> subsetsSentTo() {
        return here.subsetsSentTo();
    }
}
