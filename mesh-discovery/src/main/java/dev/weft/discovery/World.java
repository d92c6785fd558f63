// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static java.util.Comparator.naturalOrder;

import dev.weft.api.discovery.MeshSpec;
import dev.weft.discovery.detect.ClusterMarks;
import dev.weft.discovery.detect.ControlPlane;
import dev.weft.discovery.detect.MeshIdentity;
import dev.weft.discovery.detect.istio.GatewayCandidate;
import dev.weft.discovery.input.AppMeshFact;
import dev.weft.discovery.input.DiscoverySnapshot;
import dev.weft.discovery.input.GatewayDetector;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Source;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot as derivations see it: plain lookups into its parts, and indexes folded from what each namespace contributes, which is
 * how facts cross namespaces and clusters.
 */
final class World {

    /** Stands for all clusters in {@link #detectors}. */
    static final String EVERY_CLUSTER = "*";

    /** What contributes claims: the objects of one kind from one namespace (or App Mesh, under an empty one). */
    record Part(String kind, ShardId shard) {}

    /** A cluster where an App Mesh mesh was seen. */
    record Sighting(String cluster, String resource) implements Comparable<Sighting> {
        @Override
        public int compareTo(Sighting other) {
            int byCluster = cluster.compareTo(other.cluster);
            return byCluster != 0 ? byCluster : resource.compareTo(other.resource);
        }
    }

    private @Nullable DiscoverySnapshot snapshot;

    final Source<ShardId, ShardFacts> shards = id -> now().shards().get(id);
    final Source<String, ClusterKnowledge> knowledge =
            name -> now().clusters().getOrDefault(name, ClusterKnowledge.SYNCED);
    final Source<String, GatewayDetector> detectors = name -> now().detectors().get(name);
    final Source<Ref, MeshSpec> givenMeshes = ref -> now().givenMeshes().get(ref);
    final Source<String, String> installNamespace = unused -> now().installNamespace();

    final FoldedIndex<ShardId, String, ControlPlane> controlPlanes = new FoldedIndex<>(naturalOrder());
    final FoldedIndex<ShardId, String, GatewayCandidate> routers = new FoldedIndex<>(naturalOrder());
    final FoldedIndex<ShardId, String, ClusterMarks.Agent> agents = new FoldedIndex<>(naturalOrder());
    final FoldedIndex<ShardId, String, Sighting> sightings = new FoldedIndex<>(naturalOrder());
    final NameRegistry names = new NameRegistry();
    final FoldedIndex<Part, String, MeshIdentity> meshesByCluster = new FoldedIndex<>(naturalOrder());
    final FoldedIndex<Part, String, MeshIdentity> meshesByAwsName = new FoldedIndex<>(naturalOrder());

    DiscoverySnapshot now() {
        if (snapshot == null) {
            throw new IllegalStateException("no snapshot has been shown yet");
        }
        return snapshot;
    }

    /** Puts {@code next} in place and folds what differs from the last one. */
    void show(DiscoverySnapshot next) {
        DiscoverySnapshot before = snapshot;
        snapshot = next;
        next.shards().forEach((shard, facts) -> {
            if (before == null || before.shards().get(shard) != facts) {
                sightings.put(shard, sightings(shard, facts.appMeshes()));
            }
        });
        retain(next.shards().keySet());
    }

    private static Map<String, List<Sighting>> sightings(ShardId shard, List<AppMeshFact> resources) {
        Map<String, List<Sighting>> byArn = new HashMap<>();
        resources.forEach(resource -> byArn.computeIfAbsent(resource.arn(), absent -> new ArrayList<>())
                .add(new Sighting(shard.cluster(), resource.name())));
        return byArn;
    }

    private void retain(Set<ShardId> alive) {
        controlPlanes.retain(alive);
        routers.retain(alive);
        agents.retain(alive);
        sightings.retain(alive);
    }

    /** Forgets the claims of namespaces that are gone. */
    void retainParts(Collection<Part> alive) {
        Set<Part> parts = new HashSet<>(alive);
        names.retain(parts);
        meshesByCluster.retain(parts);
        meshesByAwsName.retain(parts);
    }

    /** Folds what a namespace contributes to its cluster. */
    void put(ShardId shard, ClusterMarks marks) {
        controlPlanes.put(shard, under(shard.cluster(), marks.controlPlanes()));
        routers.put(shard, under(shard.cluster(), marks.routers()));
        agents.put(shard, under(shard.cluster(), marks.agents()));
    }

    static <V> Map<String, List<V>> under(String key, List<V> values) {
        return values.isEmpty() ? Map.of() : Map.of(key, values);
    }
}
