// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.util.List;
import java.util.Map;

/**
 * The outputs of the targets of one shard.
 *
 * @param outputs ordered by id
 * @param held outputs that are neither written nor deleted, because what they depend on could not be read
 * @param trafficEntries what became of each TrafficPolicy here, by policy
 * @param accessEntries what became of each AccessPolicy here, by policy
 * @param hidden what callers here do not get of TrafficPolicies, by policy
 */
public record ShardOutputs(
        List<Rendered> outputs,
        List<ObjectId> held,
        Map<Ref, List<TargetEntry>> trafficEntries,
        Map<Ref, List<TargetEntry>> accessEntries,
        Map<Ref, List<Hidden>> hidden,
        List<Finding> findings)
        implements OutputPart {

    public ShardOutputs {
        outputs = List.copyOf(outputs);
        held = List.copyOf(held);
        trafficEntries = Map.copyOf(trafficEntries);
        accessEntries = Map.copyOf(accessEntries);
        hidden = Map.copyOf(hidden);
        findings = List.copyOf(findings);
    }
}
