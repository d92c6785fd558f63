// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import dev.weft.api.discovery.MeshSpec;
import dev.weft.api.discovery.WorkloadSpec;
import dev.weft.api.shared.ClusterObjectRef;
import dev.weft.api.shared.ObjectRef;
import dev.weft.discovery.detect.ClusterMarks;
import dev.weft.discovery.detect.DetectedMesh;
import dev.weft.discovery.detect.appmesh.MeshArn;
import dev.weft.discovery.output.DiscoveredShard;
import dev.weft.discovery.output.Draft;
import dev.weft.discovery.output.DraftWriter;
import dev.weft.discovery.output.NameClaim;
import dev.weft.discovery.traffictarget.DetectedTarget;
import dev.weft.discovery.traffictarget.Targets;
import dev.weft.discovery.workload.DetectedWorkload;
import dev.weft.discovery.workload.Workloads;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.PassNumber;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.derive.UnitMemo;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Names and writes what was detected. */
final class OutputStep {

    /** What came before. */
    record Steps(
            Derivation<ShardId, ClusterMarks> marks, MeshStep meshes, WorkloadStep workloads, TargetStep targets) {}

    private final World world;
    private final Names names;
    private final Steps steps;
    private final UnitMemo<ShardId, ObjectId, Draft, Rendered> units;
    private final DraftWriter writer = new DraftWriter();
    private final Derivation<ShardId, DiscoveredShard> shards;
    private final Derivation<String, DiscoveredShard> appMeshes;

    OutputStep(PassNumber pass, World world, Names names, Steps steps) {
        this.world = world;
        this.names = names;
        this.steps = steps;
        this.units = new UnitMemo<>(writer::write);
        this.shards = new Derivation<>(pass, this::shard);
        this.appMeshes = new Derivation<>(pass, this::appMesh);
    }

    DiscoveredShard at(ShardId shard) {
        return shards.at(shard);
    }

    DiscoveredShard appMesh(String arn) {
        return appMeshes.at(arn);
    }

    private DiscoveredShard shard(ShardId shard, Reads reads) {
        List<Draft> drafts = new ArrayList<>();
        List<Finding> findings =
                new ArrayList<>(reads.must(steps.marks(), shard).findings());
        String owner = reads.must(world.installNamespace, "");
        for (DetectedMesh mesh : steps.meshes().look(shard, reads)) {
            String name = name(names.of(Kinds.MESH, shard, reads), MeshStep.source(mesh), findings);
            MeshSpec spec = mesh.spec(agentNamespace(shard, reads));
            drafts.add(new Draft(Kinds.MESH, name, shard.cluster(), owner, mesh.annotations(), spec));
            findings.addAll(mesh.findings());
        }
        Workloads found = steps.workloads().look(shard, reads);
        findings.addAll(found.findings());
        Names.Settled workloadNames = names.of(Kinds.WORKLOAD, shard, reads);
        for (DetectedWorkload workload : found.workloads()) {
            String name = name(workloadNames, WorkloadStep.source(workload), findings);
            drafts.add(new Draft(Kinds.WORKLOAD, name, shard.cluster(), owner, workload.annotations(), spec(workload)));
        }
        Targets services = steps.targets().look(shard, reads);
        findings.addAll(services.findings());
        Names.Settled targetNames = names.of(Kinds.TRAFFIC_TARGET, shard, reads);
        for (DetectedTarget target : services.targets()) {
            String name = name(targetNames, TargetStep.source(target), findings);
            drafts.add(
                    new Draft(Kinds.TRAFFIC_TARGET, name, shard.cluster(), owner, target.annotations(), target.spec()));
        }
        Map<ObjectId, Draft> byId = new LinkedHashMap<>();
        drafts.forEach(draft -> byId.put(draft.id(), draft));
        return new DiscoveredShard(List.copyOf(units.group(shard, byId).values()), findings);
    }

    /** The namespace of the first cert-agent pod of the cluster, by key. */
    private String agentNamespace(ShardId shard, Reads reads) {
        return reads.must(world.agents, shard.cluster()).stream()
                .findFirst()
                .map(ClusterMarks.Agent::namespace)
                .orElse("");
    }

    private static WorkloadSpec spec(DetectedWorkload workload) {
        return new WorkloadSpec(
                new WorkloadSpec.Kubernetes(
                        new ClusterObjectRef(
                                workload.controller().name(),
                                workload.controller().namespace(),
                                workload.controller().cluster()),
                        workload.podLabels().isEmpty() ? null : workload.podLabels(),
                        workload.serviceAccount().isEmpty() ? null : workload.serviceAccount()),
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

    private DiscoveredShard appMesh(String arn, Reads reads) {
        List<World.Sighting> sightings = reads.must(world.sightings, arn);
        Optional<MeshArn> parsed = MeshArn.parse(arn);
        List<Finding> findings = new ArrayList<>();
        if (parsed.isEmpty()) {
            sightings.forEach(sighting -> findings.add(onResource(
                            DiscoveryFinding.APP_MESH_ARN_MALFORMED,
                            sighting,
                            "\"" + arn + "\" is not the ARN of a mesh")
                    .at("status.meshARN")));
            return new DiscoveredShard(List.of(), findings);
        }
        MeshArn mesh = parsed.get();
        sightings.forEach(sighting -> findings.add(onResource(
                DiscoveryFinding.APP_MESH_END_OF_LIFE,
                sighting,
                "cluster " + sighting.cluster() + " uses App Mesh mesh " + mesh.name()
                        + ", which was discontinued on 2026-09-30")));
        NameClaim claim = MeshStep.claim(mesh);
        String name = reads.must(world.names, MeshStep.APP_MESHES).settled(claim, arn);
        List<String> clusters = new ArrayList<>();
        sightings.forEach(sighting -> clusters.add(sighting.cluster()));
        MeshSpec spec = new MeshSpec(
                null,
                new MeshSpec.AwsAppMesh(mesh.name(), mesh.region(), mesh.account(), arn, clusters),
                null,
                null,
                null,
                null);
        Draft draft = new Draft(Kinds.MESH, name, "", reads.must(world.installNamespace, ""), new TreeMap<>(), spec);
        return new DiscoveredShard(List.of(writer.write(draft)), findings);
    }

    private static Finding onResource(DiscoveryFinding code, World.Sighting sighting, String message) {
        Subject subject = new Subject("appmesh.k8s.aws/v1beta2", "Mesh", "", sighting.resource());
        return Finding.of(code, subject, message).onCluster(sighting.cluster());
    }

    void retain(Set<ShardId> alive) {
        shards.retain(alive);
        units.retain(alive);
    }

    void retainAppMeshes(Set<String> arns) {
        appMeshes.retain(arns);
    }

    long computations() {
        return shards.computations() + units.computations() + appMeshes.computations();
    }
}
