// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.api.Kinds;
import dev.weft.discovery.detect.MeshIdentity;
import dev.weft.discovery.detect.SidecarDetector;
import dev.weft.discovery.workload.DetectedWorkload;
import dev.weft.discovery.workload.Workloads;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.ShardId;
import java.util.List;
import java.util.function.Function;

/** Workloads: detected by namespace, then named. */
final class WorkloadStep {

    private final World world;
    private final MeshStep meshes;
    private final AppMeshStep appMeshes;
    private final Names names;
    private final Derivation<ShardId, Workloads> detected;

    WorkloadStep(Graph graph, World world, MeshStep meshes, AppMeshStep appMeshes) {
        this.world = world;
        this.meshes = meshes;
        this.appMeshes = appMeshes;
        this.detected = graph.derive("workloads", world.shards, this::detect);
        this.names = new Names(
                graph,
                world,
                Kinds.WORKLOAD,
                (shard, reads) -> look(shard, reads).workloads().stream().map(WorkloadStep::source));
    }

    Workloads look(ShardId shard, Reads reads) {
        return reads.must(detected, shard);
    }

    Names.Settled names(ShardId shard, Reads reads) {
        return names.of(shard, reads);
    }

    static Names.Source source(DetectedWorkload workload) {
        return new Names.Source(workload.controller(), workload.kind().suffix());
    }

    /** Meshes as one namespace sees them; those of App Mesh are looked up only where a pod names one. */
    private record Meshes(List<MeshIdentity> onCluster, Function<String, List<MeshIdentity>> byAwsName)
            implements SidecarDetector.Meshes {

        @Override
        public List<MeshIdentity> ofAws(String awsName) {
            return byAwsName.apply(awsName);
        }
    }

    private Workloads detect(ShardId shard, Reads reads) {
        return Workloads.of(
                shard,
                reads.must(world.shards, shard),
                new Meshes(meshes.onCluster(shard.cluster(), reads), awsName -> appMeshes.named(awsName, reads)),
                world.knowledge(shard.cluster(), reads));
    }
}
