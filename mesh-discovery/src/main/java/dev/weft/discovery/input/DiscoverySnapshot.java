// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import dev.weft.api.discovery.MeshSpec;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything one discovery pass may know; immutable. Replacing a part keeps every other instance, which is what the memo relies on.
 *
 * @param installNamespace where discovered objects are written; also the value of the owner label
 * @param detectors how gateways are known, by cluster name or {@code *}
 * @param clusters what is known of each registered cluster, by name
 * @param shards facts by (cluster, namespace); namespace "" holds cluster-scoped ones
 * @param givenMeshes Mesh objects that exist already, by ref
 */
public record DiscoverySnapshot(
        String installNamespace,
        SortedMap<String, GatewayDetector> detectors,
        SortedMap<String, ClusterKnowledge> clusters,
        SortedMap<ShardId, ShardFacts> shards,
        SortedMap<Ref, MeshSpec> givenMeshes) {

    public DiscoverySnapshot {
        detectors = Collections.unmodifiableSortedMap(new TreeMap<>(detectors));
        clusters = Collections.unmodifiableSortedMap(new TreeMap<>(clusters));
        shards = Collections.unmodifiableSortedMap(shards);
        givenMeshes = Collections.unmodifiableSortedMap(new TreeMap<>(givenMeshes));
    }

    /** With {@code facts} in place of those of the shard; {@link ShardFacts#EMPTY} removes it. */
    public DiscoverySnapshot with(ShardId shard, ShardFacts facts) {
        SortedMap<ShardId, ShardFacts> next = new TreeMap<>(shards);
        if (facts.equals(ShardFacts.EMPTY)) {
            next.remove(shard);
        } else {
            next.put(shard, facts);
        }
        return new DiscoverySnapshot(installNamespace, detectors, clusters, next, givenMeshes);
    }
}
