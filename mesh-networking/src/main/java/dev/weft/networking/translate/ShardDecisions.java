// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.policy.Demand;
import dev.weft.networking.policy.FailoverDemand;
import dev.weft.networking.policy.Need;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The decided targets of one shard.
 *
 * @param targets ordered by service
 * @param demands subsets its policies send to, by the shard that holds the service
 * @param failoverDemands subsets of FailoverServices its policies send to, by FailoverService
 * @param needs services of other clusters its policies send to, by the shard that holds the service
 */
public record ShardDecisions(
        List<DecidedTarget> targets,
        Map<ShardId, List<Demand>> demands,
        Map<Ref, List<FailoverDemand>> failoverDemands,
        Map<ShardId, List<Need>> needs,
        List<Finding> findings) {

    public ShardDecisions {
        targets = List.copyOf(targets);
        demands = Map.copyOf(demands);
        failoverDemands = Map.copyOf(failoverDemands);
        needs = Map.copyOf(needs);
        findings = List.copyOf(findings);
    }

    /** The findings that tell TrafficPolicies that others lost to them, by the policy told. */
    Map<Ref, List<Finding>> conflictsWon() {
        Map<Ref, List<Finding>> won = new HashMap<>();
        for (Finding finding : findings) {
            if (finding.code() == NetworkingFinding.CONFLICT_WON) {
                Ref policy =
                        new Ref(finding.subject().namespace(), finding.subject().name());
                won.computeIfAbsent(policy, absent -> new ArrayList<>()).add(finding);
            }
        }
        return won;
    }
}
