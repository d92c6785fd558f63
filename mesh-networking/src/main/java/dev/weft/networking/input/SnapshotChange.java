// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.api.wire.WireDecoder;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.PersistentMap;
import dev.weft.runtime.snapshot.RawObject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Makes one assembly of another: takes objects in and out one by one, each into the part it belongs to. */
final class SnapshotChange {

    private static final WireDecoder DECODER = new WireDecoder();

    private final NetworkingSnapshot before;
    private final Set<String> touchedClusters = new TreeSet<>();
    private SettingsFact settings;
    private PersistentMap<String, ClusterPieces> pieces;
    private PersistentMap<Ref, MeshFact> meshes;
    private PersistentMap<Ref, TrafficPolicyFact> trafficPolicies;
    private PersistentMap<Ref, AccessPolicyFact> accessPolicies;
    private PersistentMap<Ref, VirtualMeshFact> virtualMeshes;
    private PersistentMap<Ref, FailoverServiceFact> failoverServices;
    private PersistentMap<Ref, RootFact> roots;
    private PersistentMap<ObjectId, IssuedFact> issued;
    private PersistentMap<ObjectId, ReadingRemarks> remarks;
    private final Places targetPlaces;
    private final Places workloadPlaces;
    private final ShardedFacts<Ref, TargetFact, TargetShard> targets;
    private final ShardedFacts<Ref, WorkloadFact, List<WorkloadFact>> workloads;
    private final ShardedFacts<ObjectId, ConfigFact, ConfigShard> configs;

    SnapshotChange(SnapshotAssembly assembly) {
        before = assembly.snapshot();
        settings = before.settings();
        pieces = assembly.clusters();
        meshes = before.meshes();
        trafficPolicies = before.trafficPolicies();
        accessPolicies = before.accessPolicies();
        virtualMeshes = before.virtualMeshes();
        failoverServices = before.failoverServices();
        roots = before.roots();
        issued = before.issued();
        remarks = assembly.remarks();
        targetPlaces = new Places(assembly.targetPlaces());
        workloadPlaces = new Places(assembly.workloadPlaces());
        targets = new ShardedFacts<>(before.targets(), TargetFact::ref, TargetShard::targets, TargetShard::of);
        workloads = new ShardedFacts<>(before.workloads(), WorkloadFact::ref, shard -> shard, SnapshotChange::sorted);
        configs = new ShardedFacts<>(before.configs(), ConfigFact::id, ConfigShard::objects, ConfigShard::of);
    }

    private static List<WorkloadFact> sorted(List<WorkloadFact> workloads) {
        return workloads.stream()
                .sorted(Comparator.comparing(WorkloadFact::ref))
                .toList();
    }

    void put(RawObject object) {
        if (keepsLastKnown(object.id())) {
            remarks = remarks.without(object.id());
        } else {
            remove(object.id());
        }
        Facts facts = new Facts(DECODER);
        if (object.id().cluster().equals(ObjectId.MANAGEMENT)) {
            putManagement(object, facts);
        } else {
            putConfig(object);
        }
        if (!facts.findings().isEmpty()) {
            remarks = remarks.with(
                    object.id(),
                    new ReadingRemarks(facts.findings(), !facts.undecodable().isEmpty()));
        }
    }

    private void putManagement(RawObject object, Facts facts) {
        GroupKind kind = object.id().kind();
        Ref ref = Metadata.ref(object);
        if (kind.equals(ReadKinds.TRAFFIC_TARGET)) {
            DiscoveredFacts.target(object, facts).ifPresent(target -> {
                targetPlaces.put(ref, target.service().shard());
                targets.put(target.service().shard(), target);
            });
        } else if (kind.equals(ReadKinds.WORKLOAD)) {
            DiscoveredFacts.workload(object, facts).ifPresent(workload -> {
                workloadPlaces.put(ref, workload.controller().shard());
                workloads.put(workload.controller().shard(), workload);
            });
        } else if (kind.equals(ReadKinds.MESH)) {
            DiscoveredFacts.mesh(object, facts).ifPresent(mesh -> meshes = meshes.with(ref, mesh));
        } else if (kind.equals(ReadKinds.TRAFFIC_POLICY)) {
            facts.trafficPolicy(object).ifPresent(policy -> trafficPolicies = trafficPolicies.with(ref, policy));
        } else if (kind.equals(ReadKinds.ACCESS_POLICY)) {
            facts.accessPolicy(object).ifPresent(policy -> accessPolicies = accessPolicies.with(ref, policy));
        } else if (kind.equals(ReadKinds.VIRTUAL_MESH)) {
            facts.virtualMesh(object).ifPresent(mesh -> virtualMeshes = virtualMeshes.with(ref, mesh));
        } else if (kind.equals(ReadKinds.FAILOVER_SERVICE)) {
            facts.failoverService(object).ifPresent(fact -> failoverServices = failoverServices.with(ref, fact));
        } else if (kind.equals(ReadKinds.SECRET)) {
            RootFacts.of(object).ifPresent(root -> roots = roots.with(ref, root));
        } else if (isTheSettings(object.id())) {
            settings = SettingsFacts.settings(object, settings, facts);
        } else if (isCluster(object.id())) {
            String name = object.id().name();
            ClusterPieces known = pieces.getOrDefault(name, ClusterPieces.NONE);
            Optional<ClusterDomain> domain = ClusterDomain.of(object, known.domain(), facts);
            if (domain.isPresent()) {
                alter(name, cluster -> cluster.withDomain(domain));
            }
        }
    }

    private void putConfig(RawObject object) {
        if (ReadKinds.isConfig(object.id().kind())) {
            configs.put(shard(object.id()), ConfigFacts.of(object));
            if (object.id().kind().equals(ReadKinds.ISSUED_CERTIFICATE)) {
                issued = issued.with(object.id(), IssuedFact.of(object));
            }
        } else if (object.id().kind().equals(ReadKinds.CRD)) {
            ServedVersions.of(object)
                    .ifPresent(served -> alter(object.id().cluster(), cluster -> cluster.with(object.id(), served)));
        }
    }

    void remove(ObjectId id) {
        remarks = remarks.without(id);
        if (id.cluster().equals(ObjectId.MANAGEMENT)) {
            removeManagement(id);
        } else if (ReadKinds.isConfig(id.kind())) {
            configs.remove(shard(id), id);
            issued = issued.without(id);
        } else if (id.kind().equals(ReadKinds.CRD)) {
            alter(id.cluster(), cluster -> cluster.without(id));
        }
    }

    private void removeManagement(ObjectId id) {
        Ref ref = new Ref(id.namespace(), id.name());
        GroupKind kind = id.kind();
        if (kind.equals(ReadKinds.TRAFFIC_TARGET)) {
            targetPlaces.of(ref).ifPresent(place -> {
                targets.remove(place, ref);
                targetPlaces.remove(ref);
            });
        } else if (kind.equals(ReadKinds.WORKLOAD)) {
            workloadPlaces.of(ref).ifPresent(place -> {
                workloads.remove(place, ref);
                workloadPlaces.remove(ref);
            });
        } else if (kind.equals(ReadKinds.MESH)) {
            meshes = meshes.without(ref);
        } else if (kind.equals(ReadKinds.TRAFFIC_POLICY)) {
            trafficPolicies = trafficPolicies.without(ref);
        } else if (kind.equals(ReadKinds.ACCESS_POLICY)) {
            accessPolicies = accessPolicies.without(ref);
        } else if (isTheSettings(id)) {
            settings = SettingsFact.missing(ref);
        } else if (isCluster(id)) {
            alter(id.name(), cluster -> cluster.withDomain(Optional.empty()));
        } else if (kind.equals(ReadKinds.VIRTUAL_MESH)) {
            virtualMeshes = virtualMeshes.without(ref);
        } else if (kind.equals(ReadKinds.FAILOVER_SERVICE)) {
            failoverServices = failoverServices.without(ref);
        } else if (kind.equals(ReadKinds.SECRET)) {
            roots = roots.without(ref);
        }
    }

    void remember(TargetFact target) {
        targets.put(target.service().shard(), target);
    }

    void know(String cluster, ClusterKnowledge knowledge) {
        alter(cluster, known -> known.with(Optional.of(knowledge)));
    }

    void forget(String cluster) {
        alter(cluster, known -> known.with(Optional.empty()));
    }

    private void alter(String cluster, UnaryOperator<ClusterPieces> change) {
        ClusterPieces now = pieces.get(cluster);
        pieces = pieces.with(cluster, change.apply(now == null ? ClusterPieces.NONE : now));
        touchedClusters.add(cluster);
    }

    /** Very much hangs on these, so what they said stays while they cannot be read. */
    private boolean keepsLastKnown(ObjectId id) {
        return id.cluster().equals(ObjectId.MANAGEMENT) && (isTheSettings(id) || isCluster(id));
    }

    private boolean isTheSettings(ObjectId id) {
        return id.kind().equals(ReadKinds.SETTINGS)
                && new Ref(id.namespace(), id.name()).equals(before.scope().settings());
    }

    private boolean isCluster(ObjectId id) {
        return ReadKinds.isRegistration(id, before.scope().installNamespace());
    }

    private static ShardId shard(ObjectId id) {
        return new ShardId(id.cluster(), id.namespace());
    }

    SnapshotAssembly done() {
        PersistentMap<String, ClusterFact> clusters = before.clusters();
        for (String name : touchedClusters) {
            ClusterPieces now = pieces.get(name);
            Optional<ClusterFact> fact = now == null ? Optional.empty() : now.fact(name);
            clusters = fact.isPresent() ? clusters.with(name, fact.get()) : clusters.without(name);
            if (ClusterPieces.NONE.equals(now)) {
                pieces = pieces.without(name);
            }
        }
        NetworkingSnapshot snapshot = new NetworkingSnapshot(
                before.scope(),
                settings,
                clusters,
                meshes,
                targets.shards(),
                workloads.shards(),
                trafficPolicies,
                accessPolicies,
                configs.shards(),
                virtualMeshes,
                failoverServices,
                roots,
                issued);
        return new SnapshotAssembly(snapshot, pieces, targetPlaces.after(), workloadPlaces.after(), remarks);
    }
}
