// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.PersistentMap;
import java.util.List;

/**
 * Everything one networking pass may know; immutable. A changed copy shares every other part with the original, and what differs between
 * two snapshots is found without looking at the rest. {@link SnapshotAssembly} makes one from what was read and follows changes.
 *
 * @param clusters registered clusters by name
 * @param meshes discovered meshes by ref
 * @param targets discovered TrafficTargets by the shard of their Service
 * @param workloads discovered Workloads by the shard of their controller, each list ordered by ref
 * @param trafficPolicies by ref
 * @param accessPolicies by ref
 * @param configs existing mesh configuration by shard
 * @param virtualMeshes by ref
 * @param failoverServices by ref
 * @param roots who may sign for meshes, by the Secret of the management cluster; a Secret that is not here may not have been read
 * @param issued what agents were told of certificates, by IssuedCertificate; of each there is a fact in {@code configs} as well
 */
public record NetworkingSnapshot(
        Scope scope,
        SettingsFact settings,
        PersistentMap<String, ClusterFact> clusters,
        PersistentMap<Ref, MeshFact> meshes,
        PersistentMap<ShardId, TargetShard> targets,
        PersistentMap<ShardId, List<WorkloadFact>> workloads,
        PersistentMap<Ref, TrafficPolicyFact> trafficPolicies,
        PersistentMap<Ref, AccessPolicyFact> accessPolicies,
        PersistentMap<ShardId, ConfigShard> configs,
        PersistentMap<Ref, VirtualMeshFact> virtualMeshes,
        PersistentMap<Ref, FailoverServiceFact> failoverServices,
        PersistentMap<Ref, RootFact> roots,
        PersistentMap<ObjectId, IssuedFact> issued) {

    /** Nothing has been read. */
    public static NetworkingSnapshot empty(Scope scope) {
        return new NetworkingSnapshot(
                scope,
                SettingsFact.missing(scope.settings()),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty());
    }
}
