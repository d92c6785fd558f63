// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.policy.Demand;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import java.util.List;
import java.util.Map;

/**
 * The decided targets of one shard.
 *
 * @param targets ordered by service
 * @param demands subsets its policies send to, by the shard that holds the service
 */
public record ShardDecisions(List<DecidedTarget> targets, Map<ShardId, List<Demand>> demands, List<Finding> findings) {

    public ShardDecisions {
        targets = List.copyOf(targets);
        demands = Map.copyOf(demands);
        findings = List.copyOf(findings);
    }
}
