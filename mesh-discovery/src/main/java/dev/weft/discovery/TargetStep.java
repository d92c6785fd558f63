// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.api.Kinds;
import dev.weft.discovery.traffictarget.BackingWorkload;
import dev.weft.discovery.traffictarget.DetectedTarget;
import dev.weft.discovery.traffictarget.Targets;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.ShardId;
import java.util.List;

/** TrafficTargets: detected by namespace, then named. */
final class TargetStep {

    private final World world;
    private final MeshStep meshes;
    private final WorkloadStep workloads;
    private final Names names;
    private final Targets.Maker maker = new Targets.Maker();
    private final Derivation<ShardId, Targets> detected;

    TargetStep(Graph graph, World world, MeshStep meshes, WorkloadStep workloads) {
        this.world = world;
        this.meshes = meshes;
        this.workloads = workloads;
        this.detected = graph.derive("targets", world.shards, this::detect).whenForgotten(maker.units()::forget);
        this.names = new Names(
                graph,
                world,
                Kinds.TRAFFIC_TARGET,
                (shard, reads) -> look(shard, reads).targets().stream().map(TargetStep::source));
    }

    Targets look(ShardId shard, Reads reads) {
        return reads.must(detected, shard);
    }

    Names.Settled names(ShardId shard, Reads reads) {
        return names.of(shard, reads);
    }

    static Names.Source source(DetectedTarget target) {
        return new Names.Source(target.service(), "");
    }

    /** How many targets have been made since the start. */
    long made() {
        return maker.units().computations();
    }

    private Targets detect(ShardId shard, Reads reads) {
        Names.Settled settled = workloads.names(shard, reads);
        List<BackingWorkload> backing = workloads.look(shard, reads).workloads().stream()
                .map(workload -> new BackingWorkload(
                        settled.ref(WorkloadStep.source(workload)),
                        workload.controller().name(),
                        workload.podLabels(),
                        workload.mesh(),
                        workload.ambient(),
                        workload.pods()))
                .sorted()
                .toList();
        return maker.make(shard, reads.must(world.shards, shard), backing, meshes.onCluster(shard.cluster(), reads));
    }
}
