// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything one networking pass may know; immutable. Replacing a part keeps every other instance, which is what the memo relies on.
 *
 * @param clusters registered clusters by name
 * @param meshes discovered meshes by ref
 * @param targets discovered TrafficTargets by the shard of their Service
 * @param workloads discovered Workloads by the shard of their controller, each list ordered by ref
 * @param trafficPolicies by ref
 * @param accessPolicies by ref
 * @param configs existing mesh configuration by shard
 * @param unserved objects of kinds that are not acted on yet, ordered by subject
 * @param suffixes suffix of global host names by mesh, where a VirtualMesh sets one
 */
public record NetworkingSnapshot(
        Scope scope,
        SettingsFact settings,
        SortedMap<String, ClusterFact> clusters,
        SortedMap<Ref, MeshFact> meshes,
        SortedMap<ShardId, TargetShard> targets,
        SortedMap<ShardId, List<WorkloadFact>> workloads,
        SortedMap<Ref, TrafficPolicyFact> trafficPolicies,
        SortedMap<Ref, AccessPolicyFact> accessPolicies,
        SortedMap<ShardId, ConfigShard> configs,
        List<UnservedFact> unserved,
        SortedMap<Ref, String> suffixes) {

    public NetworkingSnapshot {
        clusters = Collections.unmodifiableSortedMap(clusters);
        meshes = Collections.unmodifiableSortedMap(meshes);
        targets = Collections.unmodifiableSortedMap(targets);
        workloads = Collections.unmodifiableSortedMap(workloads);
        trafficPolicies = Collections.unmodifiableSortedMap(trafficPolicies);
        accessPolicies = Collections.unmodifiableSortedMap(accessPolicies);
        configs = Collections.unmodifiableSortedMap(configs);
        unserved = List.copyOf(unserved);
        suffixes = Collections.unmodifiableSortedMap(suffixes);
    }

    /** With {@code target} in place of the one of the same ref in its shard, or added. */
    public NetworkingSnapshot with(TargetFact target) {
        ShardId shard = target.service().shard();
        TargetShard before = targets.get(shard);
        TargetShard after = before == null ? TargetShard.of(List.of(target)) : before.with(target);
        return withTargets(replaced(targets, shard, after));
    }

    /** With {@code policy} in place of the one of the same ref, or added. */
    public NetworkingSnapshot with(TrafficPolicyFact policy) {
        return withTrafficPolicies(replaced(trafficPolicies, policy.meta().ref(), policy));
    }

    /** With {@code policy} in place of the one of the same ref, or added. */
    public NetworkingSnapshot with(AccessPolicyFact policy) {
        return withAccessPolicies(replaced(accessPolicies, policy.meta().ref(), policy));
    }

    /** Without the TrafficPolicy of that ref. */
    public NetworkingSnapshot withoutTrafficPolicy(Ref policy) {
        return withTrafficPolicies(without(trafficPolicies, policy));
    }

    /** Without the AccessPolicy of that ref. */
    public NetworkingSnapshot withoutAccessPolicy(Ref policy) {
        return withAccessPolicies(without(accessPolicies, policy));
    }

    public NetworkingSnapshot with(SettingsFact changed) {
        return new NetworkingSnapshot(
                scope,
                changed,
                clusters,
                meshes,
                targets,
                workloads,
                trafficPolicies,
                accessPolicies,
                configs,
                unserved,
                suffixes);
    }

    /** With these configuration objects in place of those of the shard. */
    public NetworkingSnapshot with(ShardId shard, ConfigShard config) {
        return new NetworkingSnapshot(
                scope,
                settings,
                clusters,
                meshes,
                targets,
                workloads,
                trafficPolicies,
                accessPolicies,
                replaced(configs, shard, config),
                unserved,
                suffixes);
    }

    public NetworkingSnapshot withTargets(SortedMap<ShardId, TargetShard> changed) {
        return new NetworkingSnapshot(
                scope,
                settings,
                clusters,
                meshes,
                changed,
                workloads,
                trafficPolicies,
                accessPolicies,
                configs,
                unserved,
                suffixes);
    }

    private NetworkingSnapshot withTrafficPolicies(SortedMap<Ref, TrafficPolicyFact> changed) {
        return new NetworkingSnapshot(
                scope,
                settings,
                clusters,
                meshes,
                targets,
                workloads,
                changed,
                accessPolicies,
                configs,
                unserved,
                suffixes);
    }

    private NetworkingSnapshot withAccessPolicies(SortedMap<Ref, AccessPolicyFact> changed) {
        return new NetworkingSnapshot(
                scope,
                settings,
                clusters,
                meshes,
                targets,
                workloads,
                trafficPolicies,
                changed,
                configs,
                unserved,
                suffixes);
    }

    private static <K extends Comparable<K>, V> SortedMap<K, V> replaced(SortedMap<K, V> map, K key, V value) {
        SortedMap<K, V> next = new TreeMap<>(map);
        next.put(key, value);
        return next;
    }

    private static <K extends Comparable<K>, V> SortedMap<K, V> without(SortedMap<K, V> map, K key) {
        SortedMap<K, V> next = new TreeMap<>((Map<K, V>) map);
        next.remove(key);
        return next;
    }
}
