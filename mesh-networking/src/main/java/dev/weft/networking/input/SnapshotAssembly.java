// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.networking.NetworkingFinding;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.PersistentMap;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A networking snapshot and what was found wrong when it was read; immutable. A changed copy costs what changes: objects are read once,
 * when they come, and no other part is touched. So the running plane follows events with {@link #changed} and {@link #knowing}, and a
 * folder is one big change of an empty assembly; both give the same, whatever the order.
 */
public final class SnapshotAssembly {

    private final NetworkingSnapshot snapshot;
    private final PersistentMap<String, ClusterPieces> clusters;
    private final PersistentMap<Ref, ShardId> targetPlaces;
    private final PersistentMap<Ref, ShardId> workloadPlaces;
    private final PersistentMap<ObjectId, ReadingRemarks> remarks;

    SnapshotAssembly(
            NetworkingSnapshot snapshot,
            PersistentMap<String, ClusterPieces> clusters,
            PersistentMap<Ref, ShardId> targetPlaces,
            PersistentMap<Ref, ShardId> workloadPlaces,
            PersistentMap<ObjectId, ReadingRemarks> remarks) {
        this.snapshot = snapshot;
        this.clusters = clusters;
        this.targetPlaces = targetPlaces;
        this.workloadPlaces = workloadPlaces;
        this.remarks = remarks;
    }

    /** Before anything was read. */
    public static SnapshotAssembly empty(Scope scope) {
        return new SnapshotAssembly(
                NetworkingSnapshot.empty(scope),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty());
    }

    /**
     * @param management objects of the management cluster other than the discovered kinds
     * @param discovered Mesh, Workload and TrafficTarget objects
     * @param clusters what was read of each cluster, by name
     */
    public static SnapshotAssembly of(
            Scope scope,
            List<RawObject> management,
            List<RawObject> discovered,
            SortedMap<String, ClusterInput> clusters) {
        SnapshotChange change = new SnapshotChange(empty(scope));
        clusters.forEach((name, input) -> {
            change.know(name, input.knowledge());
            input.objects().forEach(change::put);
        });
        management.forEach(change::put);
        discovered.forEach(change::put);
        return change.done();
    }

    /**
     * With {@code put} in place of the objects of the same ids, or added, and without {@code gone}. Objects of kinds that networking does
     * not read change nothing.
     */
    public SnapshotAssembly changed(Collection<RawObject> put, Collection<ObjectId> gone) {
        SnapshotChange change = new SnapshotChange(this);
        gone.forEach(change::remove);
        put.forEach(change::put);
        return change.done();
    }

    /** With these facts in place of those of the same TrafficTargets and services, of which nothing else differs than the history. */
    public SnapshotAssembly remembering(Collection<TargetFact> targets) {
        SnapshotChange change = new SnapshotChange(this);
        targets.forEach(change::remember);
        return change.done();
    }

    /** The fact of a TrafficTarget; empty when there is none. */
    public Optional<TargetFact> target(Ref ref) {
        return Optional.ofNullable(targetPlaces.get(ref))
                .map(place -> snapshot.targets().get(place))
                .flatMap(shard -> shard.targets().stream()
                        .filter(target -> target.ref().equals(ref))
                        .findFirst());
    }

    /** With {@code cluster} registered, and this known of its kinds. What was read of it stays. */
    public SnapshotAssembly knowing(String cluster, ClusterKnowledge knowledge) {
        SnapshotChange change = new SnapshotChange(this);
        change.know(cluster, knowledge);
        return change.done();
    }

    /** Without the registration of {@code cluster}; its objects are to be removed one by one. */
    public SnapshotAssembly forgetting(String cluster) {
        SnapshotChange change = new SnapshotChange(this);
        change.forget(cluster);
        return change.done();
    }

    public NetworkingSnapshot snapshot() {
        return snapshot;
    }

    /** What is wrong with single objects, by object. */
    public List<Finding> findings() {
        return remarks.values().stream()
                .flatMap(remark -> remark.findings().stream())
                .toList();
    }

    /** Objects that parse but do not decode, ordered. */
    public List<ObjectId> undecodable() {
        return remarks.entrySet().stream()
                .filter(remark -> remark.getValue().undecodable())
                .map(remark -> remark.getKey())
                .toList();
    }

    /** Why an object does not decode; empty when it does, or does not exist. */
    public Optional<String> undecodableBecause(ObjectId id) {
        ReadingRemarks remark = remarks.get(id);
        return remark == null || !remark.undecodable()
                ? Optional.empty()
                : Optional.of(remark.findings().stream()
                        .filter(finding -> finding.code() == NetworkingFinding.UNDECODABLE)
                        .findFirst()
                        .map(Finding::message)
                        .orElse("cannot be decoded"));
    }

    /** Objects of the management cluster that exist and could not be understood. */
    public List<Subject> unreadable() {
        return findings().stream()
                .filter(finding -> finding.code() == NetworkingFinding.UNDECODABLE
                        || finding.code() == NetworkingFinding.TARGET_WITHOUT_SERVICE)
                .map(Finding::subject)
                .toList();
    }

    PersistentMap<String, ClusterPieces> clusters() {
        return clusters;
    }

    PersistentMap<Ref, ShardId> targetPlaces() {
        return targetPlaces;
    }

    PersistentMap<Ref, ShardId> workloadPlaces() {
        return workloadPlaces;
    }

    PersistentMap<ObjectId, ReadingRemarks> remarks() {
        return remarks;
    }

    /** The plane's id: the first 12 hex digits of the uid of the management cluster's kube-system namespace; empty without it. */
    public static String plane(List<RawObject> management) {
        for (RawObject object : management) {
            if (object.id().kind().equals(ReadKinds.NAMESPACE)
                    && object.id().name().equals("kube-system")) {
                return OwnerLabels.plane(object.metadata().path("uid").asText(""));
            }
        }
        return "";
    }
}
