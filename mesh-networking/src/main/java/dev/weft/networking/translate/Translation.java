// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * The answer of a pass. Parts that did not change since the last pass are the same instances.
 *
 * @param decisions decided targets by shard
 * @param outputs outputs by shard
 * @param trafficPolicies reports by policy
 * @param accessPolicies reports by policy
 * @param findings findings about clusters and whole kinds, ordered
 */
public record Translation(
        NetworkingSnapshot snapshot,
        SortedMap<ShardId, ShardDecisions> decisions,
        SortedMap<ShardId, ShardOutputs> outputs,
        SortedMap<Ref, PolicyReport> trafficPolicies,
        SortedMap<Ref, PolicyReport> accessPolicies,
        List<Finding> findings) {

    public Translation {
        decisions = Collections.unmodifiableSortedMap(decisions);
        outputs = Collections.unmodifiableSortedMap(outputs);
        trafficPolicies = Collections.unmodifiableSortedMap(trafficPolicies);
        accessPolicies = Collections.unmodifiableSortedMap(accessPolicies);
        findings = List.copyOf(findings);
    }

    /** All outputs, by shard, then id. */
    public Stream<Rendered> allOutputs() {
        return outputs.values().stream().flatMap(shard -> shard.outputs().stream());
    }

    /** Outputs that are neither written nor deleted. */
    public Stream<ObjectId> held() {
        return outputs.values().stream().flatMap(shard -> shard.held().stream());
    }

    /** All findings, in no particular order. */
    public Stream<Finding> allFindings() {
        return Stream.of(
                        findings.stream(),
                        decisions.values().stream().flatMap(shard -> shard.findings().stream()),
                        outputs.values().stream().flatMap(shard -> shard.findings().stream()),
                        trafficPolicies.values().stream().flatMap(report -> report.findings().stream()),
                        accessPolicies.values().stream().flatMap(report -> report.findings().stream()))
                .flatMap(findings -> findings);
    }
}
