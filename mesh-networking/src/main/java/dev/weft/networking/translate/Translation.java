// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.input.TargetFact;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.PersistentMap;
import dev.weft.runtime.status.Finding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The answer of a pass. Parts that did not change since the last pass are the same instances.
 *
 * @param decisions decided targets by shard
 * @param exports by shard which of its services can be called from other clusters
 * @param trafficPolicies reports by policy
 * @param accessPolicies reports by policy
 * @param virtualMeshes reports by VirtualMesh
 * @param failoverServices reports by FailoverService
 * @param meshes what applies to each Mesh
 * @param worldFindings findings about clusters, Settings and whole kinds, each map by what they are about
 */
public record Translation(
        NetworkingSnapshot snapshot,
        PersistentMap<ShardId, ShardDecisions> decisions,
        PersistentMap<ShardId, ShardExports> exports,
        OutputParts outputs,
        PersistentMap<Ref, PolicyReport> trafficPolicies,
        PersistentMap<Ref, PolicyReport> accessPolicies,
        PersistentMap<Ref, VirtualMeshReport> virtualMeshes,
        PersistentMap<Ref, FailoverReport> failoverServices,
        PersistentMap<Ref, MeshStanding> meshes,
        List<PersistentMap<?, List<Finding>>> worldFindings) {

    public Translation {
        worldFindings = List.copyOf(worldFindings);
    }

    /** All decided targets. */
    public Stream<DecidedTarget> decidedTargets() {
        return decisions.values().stream().flatMap(shard -> shard.targets().stream());
    }

    /** Likewise, by the TrafficTarget that they are about. */
    public Map<Ref, DecidedTarget> decidedByRef() {
        Map<Ref, DecidedTarget> byRef = new HashMap<>();
        decidedTargets().forEach(decided -> byRef.put(decided.target().ref(), decided));
        return byRef;
    }

    /** How a target is called from other clusters; empty when it is not. */
    public Optional<FederatedTo> federation(TargetFact target) {
        return Optional.ofNullable(exports.get(target.service().shard()))
                .map(shard -> shard.federated().get(target.ref()));
    }

    /** All outputs. */
    public Stream<Rendered> allOutputs() {
        return outputs.all().flatMap(part -> part.outputs().stream());
    }

    /** Outputs that are neither written nor deleted. */
    public Stream<ObjectId> held() {
        return outputs.all().flatMap(part -> part.held().stream());
    }

    /** All findings, in no particular order. */
    public Stream<Finding> allFindings() {
        return Stream.of(
                        worldFindings.stream()
                                .flatMap(map -> map.values().stream())
                                .flatMap(List::stream),
                        decisions.values().stream().flatMap(shard -> shard.findings().stream()),
                        exports.values().stream().flatMap(shard -> shard.findings().stream()),
                        outputs.all().flatMap(part -> part.findings().stream()),
                        virtualMeshes.values().stream().flatMap(report -> report.findings().stream()),
                        failoverServices.values().stream().flatMap(report -> report.findings().stream()),
                        trafficPolicies.values().stream().flatMap(report -> report.findings().stream()),
                        accessPolicies.values().stream().flatMap(report -> report.findings().stream()))
                .flatMap(findings -> findings);
    }
}
