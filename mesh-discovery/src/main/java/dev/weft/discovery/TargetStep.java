// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.api.Kinds;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.discovery.output.NameClaim;
import dev.weft.discovery.traffictarget.BackingWorkload;
import dev.weft.discovery.traffictarget.DetectedTarget;
import dev.weft.discovery.traffictarget.Targets;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.PassNumber;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.ShardId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** TrafficTargets: detected by namespace, then named. */
final class TargetStep {

    private final World world;
    private final Names names;
    private final WorkloadStep workloads;
    private final Targets.Maker maker = new Targets.Maker();
    private final Derivation<ShardId, Targets> detected;
    private final Derivation<ShardId, Map<NameClaim, List<String>>> claims;

    TargetStep(PassNumber pass, World world, Names names, WorkloadStep workloads) {
        this.world = world;
        this.names = names;
        this.workloads = workloads;
        this.detected = new Derivation<>(pass, this::detect);
        this.claims = new Derivation<>(
                pass,
                (shard, reads) -> Names.claims(
                        Kinds.TRAFFIC_TARGET,
                        look(shard, reads).targets().stream().map(TargetStep::source)));
    }

    Targets look(ShardId shard, Reads reads) {
        return reads.must(detected, shard);
    }

    static Names.Source source(DetectedTarget target) {
        return new Names.Source(target.service(), "");
    }

    void claim(ShardId shard) {
        names.claim(Kinds.TRAFFIC_TARGET, shard, claims.at(shard));
    }

    private Targets detect(ShardId shard, Reads reads) {
        ShardFacts facts = reads.look(world.shards, shard).orElse(ShardFacts.EMPTY);
        Names.Settled settled = names.of(Kinds.WORKLOAD, shard, reads);
        List<BackingWorkload> backing = workloads.look(shard, reads).workloads().stream()
                .map(workload -> new BackingWorkload(
                        settled.ref(WorkloadStep.source(workload)),
                        workload.controller().name(),
                        workload.podLabels(),
                        workload.mesh(),
                        workload.pods()))
                .sorted()
                .toList();
        return maker.make(shard, facts, backing, reads.must(world.meshesByCluster, shard.cluster()));
    }

    void retain(Set<ShardId> shards) {
        detected.retain(shards);
        claims.retain(shards);
        maker.units().retain(shards);
    }

    long computations() {
        return detected.computations() + claims.computations() + maker.units().computations();
    }
}
