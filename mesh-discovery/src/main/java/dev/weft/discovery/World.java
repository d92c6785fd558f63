// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.toSet;

import dev.weft.api.discovery.OtherGateway;
import dev.weft.api.shared.ObjectRef;
import dev.weft.discovery.detect.ClusterMarks;
import dev.weft.discovery.detect.ControlPlane;
import dev.weft.discovery.detect.istio.GatewayCandidate;
import dev.weft.discovery.input.DiscoverySnapshot;
import dev.weft.discovery.input.GatewayDetector;
import dev.weft.discovery.input.GivenMesh;
import dev.weft.discovery.input.ShardFacts;
import dev.weft.runtime.derive.Cell;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.derive.Table;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The snapshot as derivations see it: its parts, and indexes folded from what each namespace contributes, which is how facts cross
 * namespaces and clusters.
 */
final class World {

    private static final String EVERY_CLUSTER = "*";

    final Cell<String> installNamespace;
    final Table<ShardId, ShardFacts> shards;
    final Table<String, ClusterKnowledge> knowledge;
    final Table<Ref, GivenMesh> givenMeshes;
    private final Table<String, String> agentNamespaces;
    private final Table<String, GatewayDetector> detectors;

    /** By shard. */
    final Derivation<ShardId, ClusterMarks> marks;
    /** By cluster. */
    final FoldedIndex<ShardId, String, ControlPlane> controlPlanes;
    /** By cluster. */
    private final FoldedIndex<ShardId, String, GatewayCandidate> routers;
    /** By ARN. */
    final FoldedIndex<ShardId, String, ClusterMarks.Sighting> sightings;
    /** By cluster. */
    final FoldedIndex<Ref, String, GivenMesh> givenByCluster;

    private final FoldedIndex<ShardId, String, ClusterMarks.Agent> agents;

    World(Graph graph) {
        installNamespace = graph.cell("installNamespace");
        shards = graph.table("shards");
        knowledge = graph.table("knowledge");
        detectors = graph.table("detectors");
        givenMeshes = graph.table("givenMeshes");
        agentNamespaces = graph.table("agentNamespaces");
        marks = graph.derive("marks", shards, (shard, reads) -> ClusterMarks.of(shard, reads.must(shards, shard)));
        controlPlanes = graph.fold(
                "controlPlanes",
                marks,
                found -> FoldedIndex.groupBy(
                        found.controlPlanes(), plane -> plane.deployment().cluster()),
                naturalOrder());
        routers = graph.fold(
                "routers",
                marks,
                found -> FoldedIndex.groupBy(
                        found.routers(), router -> router.ref().cluster()),
                naturalOrder());
        agents = graph.fold(
                "agents",
                marks,
                found -> FoldedIndex.groupBy(found.agents(), ClusterMarks.Agent::cluster),
                naturalOrder());
        sightings = graph.fold(
                "sightings",
                marks,
                found -> FoldedIndex.groupBy(found.sightings(), ClusterMarks.Sighting::arn),
                naturalOrder());
        givenByCluster = graph.fold("givenByCluster", givenMeshes, GivenMeshes::byCluster, comparing(GivenMesh::ref));
    }

    void show(DiscoverySnapshot snapshot) {
        installNamespace.show(snapshot.installNamespace());
        shards.show(snapshot.shards());
        knowledge.show(snapshot.clusters());
        agentNamespaces.show(snapshot.agentNamespaces());
        detectors.show(snapshot.detectors());
        givenMeshes.show(snapshot.givenMeshes());
    }

    /** What is known of a cluster; one that nobody spoke of is synced. */
    ClusterKnowledge knowledge(String cluster, Reads reads) {
        return reads.look(knowledge, cluster).orElse(ClusterKnowledge.SYNCED);
    }

    /** How Settings describe the gateways of a cluster. */
    GatewayDetector detector(String cluster, Reads reads) {
        GatewayDetector wildcard = reads.look(detectors, EVERY_CLUSTER).orElse(GatewayDetector.NONE);
        return reads.look(detectors, cluster).orElse(GatewayDetector.NONE).orElse(wildcard);
    }

    /**
     * Services of a cluster that select router proxies; and of {@code known} ones those that have no pods now, for they may be about to
     * start.
     */
    List<GatewayCandidate> routers(String cluster, List<OtherGateway> known, Reads reads) {
        List<GatewayCandidate> all = new ArrayList<>(reads.must(routers, cluster));
        Set<DestinationRef> found = all.stream().map(GatewayCandidate::ref).collect(toSet());
        for (OtherGateway gateway : known) {
            ObjectRef service = gateway.service();
            if (service == null || service.namespace() == null || service.name() == null) {
                continue;
            }
            ShardId shard = new ShardId(cluster, service.namespace());
            String name = service.name();
            if (found.add(new DestinationRef(cluster, shard.namespace(), name))) {
                reads.look(shards, shard)
                        .flatMap((ShardFacts facts) -> GatewayCandidate.withoutPods(shard, facts, name))
                        .ifPresent(all::add);
            }
        }
        return all;
    }

    /**
     * The namespace of the cert-agent of a cluster; empty when no pod of one is there. The registration says where it is, because a label on
     * a pod is anybody's; where it says nothing, a pod in the namespace of the plane comes before others.
     */
    String agentNamespace(String cluster, Reads reads) {
        String own = reads.of(installNamespace);
        Optional<String> registered = reads.look(agentNamespaces, cluster);
        return reads.must(agents, cluster).stream()
                .filter(agent -> registered.isEmpty() || registered.get().equals(agent.namespace()))
                .min(Comparator.comparing(agent -> !agent.namespace().equals(own)))
                .map(ClusterMarks.Agent::namespace)
                .orElse("");
    }
}
