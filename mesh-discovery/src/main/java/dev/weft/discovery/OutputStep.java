// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import dev.weft.api.discovery.MeshSpec;
import dev.weft.api.discovery.WorkloadSpec;
import dev.weft.api.shared.ClusterObjectRef;
import dev.weft.api.shared.ObjectRef;
import dev.weft.discovery.detect.DetectedMesh;
import dev.weft.discovery.output.DiscoveredShard;
import dev.weft.discovery.output.Draft;
import dev.weft.discovery.output.DraftWriter;
import dev.weft.discovery.traffictarget.DetectedTarget;
import dev.weft.discovery.traffictarget.Targets;
import dev.weft.discovery.workload.DetectedWorkload;
import dev.weft.discovery.workload.Workloads;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.derive.UnitMemo;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.PersistentMap;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names and writes what was detected. */
final class OutputStep {

    private final World world;
    private final MeshStep meshes;
    private final WorkloadStep workloads;
    private final TargetStep targets;
    private final UnitMemo<ShardId, ObjectId, Draft, Rendered> units;
    private final Derivation<ShardId, DiscoveredShard> shards;

    OutputStep(Graph graph, World world, MeshStep meshes, WorkloadStep workloads, TargetStep targets) {
        this.world = world;
        this.meshes = meshes;
        this.workloads = workloads;
        this.targets = targets;
        this.units = new UnitMemo<>(new DraftWriter()::write);
        this.shards = graph.derive("outputs", world.shards, this::shard).whenForgotten(units::forget);
    }

    /** By shard. */
    PersistentMap<ShardId, DiscoveredShard> answers() {
        return shards.answers();
    }

    private DiscoveredShard shard(ShardId shard, Reads reads) {
        List<Draft> drafts = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        String owner = reads.of(world.installNamespace);
        for (DetectedMesh mesh : meshes.look(shard, reads)) {
            String name = name(meshes.names(shard, reads), MeshStep.source(mesh), findings);
            MeshSpec spec = mesh.spec(world.agentNamespace(shard.cluster(), reads));
            drafts.add(new Draft(Kinds.MESH, name, shard.cluster(), owner, mesh.annotations(), spec));
            findings.addAll(mesh.findings());
        }
        Workloads found = workloads.look(shard, reads);
        findings.addAll(found.findings());
        Names.Settled workloadNames = workloads.names(shard, reads);
        for (DetectedWorkload workload : found.workloads()) {
            String name = name(workloadNames, WorkloadStep.source(workload), findings);
            drafts.add(new Draft(Kinds.WORKLOAD, name, shard.cluster(), owner, workload.annotations(), spec(workload)));
        }
        Targets services = targets.look(shard, reads);
        findings.addAll(services.findings());
        Names.Settled targetNames = targets.names(shard, reads);
        for (DetectedTarget target : services.targets()) {
            String name = name(targetNames, TargetStep.source(target), findings);
            drafts.add(
                    new Draft(Kinds.TRAFFIC_TARGET, name, shard.cluster(), owner, target.annotations(), target.spec()));
        }
        Map<ObjectId, Draft> byId = new LinkedHashMap<>();
        drafts.forEach(draft -> byId.put(draft.id(), draft));
        return new DiscoveredShard(List.copyOf(units.group(shard, byId).values()), findings);
    }

    private static final String AMBIENT = "ambient";

    private static WorkloadSpec spec(DetectedWorkload workload) {
        return new WorkloadSpec(
                new WorkloadSpec.Kubernetes(
                        new ClusterObjectRef(
                                workload.controller().name(),
                                workload.controller().namespace(),
                                workload.controller().cluster()),
                        workload.podLabels().isEmpty() ? null : workload.podLabels(),
                        workload.serviceAccount().isEmpty() ? null : workload.serviceAccount(),
                        workload.ambient() ? AMBIENT : null),
                new ObjectRef(workload.mesh().name(), workload.mesh().namespace()),
                null);
    }

    private static String name(Names.Settled settled, Names.Source source, List<Finding> findings) {
        String name = settled.name(source);
        settled.winner(source).ifPresent(winner -> findings.add(collision(settled, source, name, winner)));
        return name;
    }

    private static Finding collision(Names.Settled settled, Names.Source source, String name, String winner) {
        ApiKind kind = settled.kind();
        return Finding.of(
                        DiscoveryFinding.NAME_COLLISION,
                        new Subject(kind.apiVersion(), kind.kind(), settled.owner(), name),
                        kind.kind() + " of " + source.ref().key() + " is named " + name + ", because " + winner
                                + " already has the name " + source.claim(kind).name())
                .onCluster(source.ref().cluster());
    }

    /** How many objects have been written since the start. */
    long written() {
        return units.computations();
    }
}
