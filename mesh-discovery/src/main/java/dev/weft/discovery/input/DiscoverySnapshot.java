// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.PersistentMap;

/**
 * Everything one discovery pass may know; immutable. A changed copy shares every other part with the original, and what differs between
 * two snapshots is found without looking at the rest.
 *
 * @param installNamespace where discovered objects are written; also the value of the owner label
 * @param detectors how gateways are known, by cluster name or {@code *}
 * @param clusters what is known of each registered cluster, by name
 * @param agentNamespaces where the cert-agent of a cluster is by its registration, by name of the cluster; without those whose registration
 *     says nothing
 * @param shards facts by (cluster, namespace); namespace "" holds cluster-scoped ones
 * @param givenMeshes Mesh objects that exist already, by ref
 */
public record DiscoverySnapshot(
        String installNamespace,
        PersistentMap<String, GatewayDetector> detectors,
        PersistentMap<String, ClusterKnowledge> clusters,
        PersistentMap<String, String> agentNamespaces,
        PersistentMap<ShardId, ShardFacts> shards,
        PersistentMap<Ref, GivenMesh> givenMeshes) {

    /** Before anything was read. */
    public static DiscoverySnapshot empty(String installNamespace) {
        return new DiscoverySnapshot(
                installNamespace,
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty(),
                PersistentMap.empty());
    }

    /** With {@code facts} in place of those of the shard; {@link ShardFacts#EMPTY} removes it. */
    public DiscoverySnapshot with(ShardId shard, ShardFacts facts) {
        PersistentMap<ShardId, ShardFacts> next =
                facts.equals(ShardFacts.EMPTY) ? shards.without(shard) : shards.with(shard, facts);
        return new DiscoverySnapshot(installNamespace, detectors, clusters, agentNamespaces, next, givenMeshes);
    }

    /** With {@code known} in place of what was known of the cluster. */
    public DiscoverySnapshot with(String cluster, ClusterKnowledge known) {
        return new DiscoverySnapshot(
                installNamespace, detectors, clusters.with(cluster, known), agentNamespaces, shards, givenMeshes);
    }

    /** Whether all parts are the same instances. */
    boolean isMadeOfTheSameAs(DiscoverySnapshot other) {
        return detectors == other.detectors
                && clusters == other.clusters
                && agentNamespaces == other.agentNamespaces
                && shards == other.shards
                && givenMeshes == other.givenMeshes;
    }
}
