// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.ClusterDomain;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.ConfigShard;
import dev.weft.networking.input.FailoverHost;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SettingsFact;
import dev.weft.networking.input.TargetShard;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.input.UnservedFact;
import dev.weft.networking.input.WorkloadFact;
import dev.weft.networking.policy.Reach;
import dev.weft.networking.policy.Tenancy;
import dev.weft.networking.rules.Destinations;
import dev.weft.runtime.derive.Cell;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.derive.Table;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The snapshot as derivations see it: its parts, indexes folded from them, and narrow answers about wide facts, so that for example a
 * cluster that turns stale does not disturb those who only need its domain.
 */
final class World {

    /** Stands for all wildcard hosts in {@link HostKey}. */
    static final String WILDCARDS = "*";

    /**
     * Where user-owned objects of a cluster are found by host.
     *
     * @param host concrete host, or {@link #WILDCARDS}
     */
    record HostKey(String cluster, String host) {}

    /**
     * How an Istio reads policies.
     *
     * @param rootNamespace policies there reach into all namespaces
     * @param trustDomain of the identities of its own workloads
     */
    record Istio(String rootNamespace, String trustDomain) {}

    final Cell<Scope> scope;
    final Cell<SettingsFact> settings;
    final Table<String, ClusterFact> clusters;
    final Table<Ref, MeshFact> meshes;
    final Table<ShardId, TargetShard> targets;
    final Table<Ref, TrafficPolicyFact> trafficPolicies;
    final Table<Ref, AccessPolicyFact> accessPolicies;
    final Table<ShardId, ConfigShard> configs;
    final Table<ObjectId, UnservedFact> unserved;
    final Table<ShardId, List<WorkloadFact>> workloads;

    final FoldedIndex<Ref, Reach, TrafficPolicyFact> trafficByReach;
    final FoldedIndex<Ref, Reach, AccessPolicyFact> accessByReach;
    final FoldedIndex<Ref, String, MeshFact> meshesByCluster;
    final FoldedIndex<Ref, String, MeshFact> istioByTrustDomain;
    /** Names of clusters of which nobody knows all services: each under its own name, and all under {@link Reach#ANY}. */
    final FoldedIndex<String, String, String> unreadableClusters;

    final FoldedIndex<ShardId, Ref, WorkloadFact> workloadsByMesh;
    final FoldedIndex<ShardId, HostKey, ConfigFact> userConfigByHost;
    private final FoldedIndex<ObjectId, Ref, UnservedFact> failovers;
    private final FoldedIndex<ObjectId, Ref, UnservedFact> suffixes;

    private final Derivation<String, String> domains;
    private final Derivation<String, SortedMap<GroupKind, String>> served;
    private final Derivation<Ref, MeshFact.Type> meshTypes;
    private final Derivation<Ref, String> meshClusters;
    private final Derivation<Ref, Istio> istios;
    private final Derivation<Cell.Only, Tenancy> tenancy;

    World(Graph graph) {
        scope = graph.cell("scope");
        settings = graph.cell("settings");
        clusters = graph.table("clusters");
        meshes = graph.table("meshes");
        targets = graph.table("targets");
        workloads = graph.table("workloads");
        trafficPolicies = graph.table("trafficPolicies");
        accessPolicies = graph.table("accessPolicies");
        configs = graph.table("configs");
        unserved = graph.table("unserved");

        domains = graph.onDemand(
                "domains",
                (name, reads) -> reads.look(clusters, name)
                        .map(ClusterFact::domain)
                        .orElse(ClusterDomain.DEFAULT)
                        .name());
        served = graph.onDemand(
                "served",
                (name, reads) ->
                        reads.look(clusters, name).map(ClusterFact::served).orElseGet(TreeMap::new));
        meshTypes = graph.onDemand(
                "meshTypes",
                (ref, reads) -> reads.look(meshes, ref).map(MeshFact::type).orElse(MeshFact.Type.UNKNOWN));
        meshClusters = graph.onDemand(
                "meshClusters",
                (ref, reads) -> reads.look(meshes, ref).map(MeshFact::cluster).orElse(""));

        istios = graph.onDemand(
                "istios",
                (ref, reads) -> reads.look(meshes, ref)
                        .map(mesh -> new Istio(mesh.namespace(), mesh.trustDomain()))
                        .orElse(new Istio("", "")));
        tenancy = graph.onDemand(
                "tenancy",
                (only, reads) -> new Tenancy(
                        reads.of(settings).policyScope(), reads.of(scope).installNamespace()));

        trafficByReach = graph.fold(
                "trafficByReach",
                trafficPolicies,
                policy -> byReach(policy, policy.rules().destinations()),
                comparing((TrafficPolicyFact policy) -> policy.meta().ref()));
        accessByReach = graph.fold(
                "accessByReach",
                accessPolicies,
                policy -> byReach(policy, policy.rules().destinations()),
                comparing((AccessPolicyFact policy) -> policy.meta().ref()));
        meshesByCluster = graph.fold(
                "meshesByCluster", meshes, mesh -> Map.of(mesh.cluster(), List.of(mesh)), comparing(MeshFact::ref));
        istioByTrustDomain = graph.fold(
                "istioByTrustDomain",
                meshes,
                mesh -> mesh.type() == MeshFact.Type.ISTIO && !mesh.cluster().isEmpty()
                        ? Map.of(mesh.trustDomain(), List.of(mesh))
                        : Map.of(),
                comparing(MeshFact::ref));
        unreadableClusters = graph.fold(
                "unreadableClusters",
                clusters,
                cluster -> cluster.knowledge()
                                .firstUnknown(ReadKinds.SOURCES_OF_TARGETS)
                                .isPresent()
                        ? Map.of(cluster.name(), List.of(cluster.name()), Reach.ANY, List.of(cluster.name()))
                        : Map.of(),
                naturalOrder());
        workloadsByMesh = graph.fold(
                "workloadsByMesh",
                workloads,
                shard -> FoldedIndex.groupBy(shard, WorkloadFact::mesh),
                comparing(WorkloadFact::ref));
        userConfigByHost = graph.fold("userConfigByHost", userConfigs(graph), found -> found, naturalOrder());
        failovers = graph.fold("failovers", unserved, World::byFailoverService, comparing(UnservedFact::subject));
        suffixes = graph.fold("suffixes", unserved, World::byMesh, comparing(UnservedFact::subject));
    }

    private Derivation<ShardId, Map<HostKey, List<ConfigFact>>> userConfigs(Graph graph) {
        return graph.derive("userConfigs", configs, (shard, reads) -> {
            String domain = domain(shard.cluster(), reads);
            return byHost(reads.must(configs, shard), domain);
        });
    }

    void show(NetworkingSnapshot snapshot) {
        scope.show(snapshot.scope());
        settings.show(snapshot.settings());
        clusters.show(snapshot.clusters());
        meshes.show(snapshot.meshes());
        targets.show(snapshot.targets());
        workloads.show(snapshot.workloads());
        trafficPolicies.show(snapshot.trafficPolicies());
        accessPolicies.show(snapshot.accessPolicies());
        configs.show(snapshot.configs());
        unserved.show(snapshot.unserved());
    }

    /** Whose policies may apply to which services. */
    Tenancy tenancy(Reads reads) {
        return reads.must(tenancy, Cell.Only.VALUE);
    }

    /** The domain of a cluster, registered or not. */
    String domain(String cluster, Reads reads) {
        return reads.must(domains, cluster);
    }

    /** Served apiVersion by kind, where the cluster told. */
    SortedMap<GroupKind, String> served(String cluster, Reads reads) {
        return reads.must(served, cluster);
    }

    /** {@code UNKNOWN} also for a mesh that does not exist. */
    MeshFact.Type meshType(Ref mesh, Reads reads) {
        return reads.must(meshTypes, mesh);
    }

    /** The cluster of a mesh; empty when it names none or does not exist. */
    String meshCluster(Ref mesh, Reads reads) {
        return reads.must(meshClusters, mesh);
    }

    /** With empty parts for a mesh that does not exist. */
    Istio istio(Ref mesh, Reads reads) {
        return reads.must(istios, mesh);
    }

    /** The host of a FailoverService, if it exists and is usable. */
    Optional<FailoverHost> failover(Ref failoverService, Reads reads) {
        return reads.must(failovers, failoverService).stream().findFirst().flatMap(UnservedFact::failoverHost);
    }

    /** The suffix that the first VirtualMesh by key sets for the global names of a mesh. */
    Optional<String> suffix(Ref mesh, Reads reads) {
        return reads.must(suffixes, mesh).stream()
                .findFirst()
                .map(virtualMesh -> virtualMesh.suffixes().get(mesh));
    }

    private static Map<Ref, List<UnservedFact>> byFailoverService(UnservedFact object) {
        Ref ref = new Ref(object.subject().namespace(), object.subject().name());
        return object.failoverHost().isPresent() ? Map.of(ref, List.of(object)) : Map.of();
    }

    private static Map<Ref, List<UnservedFact>> byMesh(UnservedFact object) {
        Map<Ref, List<UnservedFact>> byMesh = new HashMap<>();
        object.suffixes().keySet().forEach(mesh -> byMesh.put(mesh, List.of(object)));
        return byMesh;
    }

    private static <P> Map<Reach, List<P>> byReach(P policy, Destinations destinations) {
        Map<Reach, List<P>> contribution = new HashMap<>();
        Reach.of(destinations).forEach(reach -> contribution.put(reach, List.of(policy)));
        return contribution;
    }

    /** User-owned objects that act between sidecars, by host. */
    private static Map<HostKey, List<ConfigFact>> byHost(ConfigShard shard, String domain) {
        Map<HostKey, List<ConfigFact>> byHost = new HashMap<>();
        for (ConfigFact written : shard.objects()) {
            if (!written.onMesh() || !written.owner().isEmpty()) {
                continue;
            }
            ConfigFact object = written.withQualifiedHosts(domain);
            for (String host : object.hosts()) {
                HostKey key = new HostKey(object.id().cluster(), host.startsWith("*") ? WILDCARDS : host);
                List<ConfigFact> objects = byHost.computeIfAbsent(key, absent -> new ArrayList<>());
                if (!objects.contains(object)) {
                    objects.add(object);
                }
            }
        }
        return byHost;
    }
}
