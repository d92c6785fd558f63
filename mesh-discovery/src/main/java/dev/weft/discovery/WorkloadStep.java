// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.api.Kinds;
import dev.weft.discovery.detect.MeshIdentity;
import dev.weft.discovery.detect.SidecarDetector;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.discovery.output.NameClaim;
import dev.weft.discovery.workload.DetectedWorkload;
import dev.weft.discovery.workload.Workloads;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.PassNumber;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.ShardId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Workloads: detected by namespace, then named. */
final class WorkloadStep {

    private final World world;
    private final Names names;
    private final Derivation<ShardId, Workloads> detected;
    private final Derivation<ShardId, Map<NameClaim, List<String>>> claims;

    WorkloadStep(PassNumber pass, World world, Names names) {
        this.world = world;
        this.names = names;
        this.detected = new Derivation<>(pass, this::detect);
        this.claims = new Derivation<>(
                pass,
                (shard, reads) -> Names.claims(
                        Kinds.WORKLOAD, look(shard, reads).workloads().stream().map(WorkloadStep::source)));
    }

    Workloads look(ShardId shard, Reads reads) {
        return reads.must(detected, shard);
    }

    static Names.Source source(DetectedWorkload workload) {
        return new Names.Source(workload.controller(), workload.kind().suffix());
    }

    void claim(ShardId shard) {
        names.claim(Kinds.WORKLOAD, shard, claims.at(shard));
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
        ShardFacts facts = reads.look(world.shards, shard).orElse(ShardFacts.EMPTY);
        SidecarDetector.Meshes meshes = new Meshes(
                reads.must(world.meshesByCluster, shard.cluster()),
                awsName -> reads.must(world.meshesByAwsName, awsName));
        return Workloads.of(shard, facts, meshes, reads.must(world.knowledge, shard.cluster()));
    }

    void retain(Set<ShardId> shards) {
        detected.retain(shards);
        claims.retain(shards);
    }

    long computations() {
        return detected.computations() + claims.computations();
    }
}
