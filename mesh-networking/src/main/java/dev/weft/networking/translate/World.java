// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.ClusterDomain;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.ConfigShard;
import dev.weft.networking.input.FailoverServiceFact;
import dev.weft.networking.input.IssuedFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.input.PolicyMeta;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.input.RootFact;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.SettingsFact;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.input.TargetShard;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.input.VirtualMeshFact;
import dev.weft.networking.input.WorkloadFact;
import dev.weft.networking.policy.Membership;
import dev.weft.networking.policy.PolicyError;
import dev.weft.networking.policy.Reach;
import dev.weft.networking.policy.Tenancy;
import dev.weft.networking.policy.VirtualMeshDecision;
import dev.weft.networking.policy.VirtualMeshes;
import dev.weft.networking.rules.Destinations;
import dev.weft.networking.rules.FederationRules;
import dev.weft.networking.rules.GatewayAddressRules;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.networking.translate.istio.OutputMeta;
import dev.weft.networking.translate.smi.SmiKinds;
import dev.weft.networking.translate.trust.TrustKinds;
import dev.weft.runtime.derive.Cell;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.derive.Table;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.Collection;
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
    final Table<Ref, VirtualMeshFact> virtualMeshes;
    final Table<Ref, FailoverServiceFact> failoverServices;
    final Table<ShardId, List<WorkloadFact>> workloads;
    final Table<Ref, RootFact> roots;
    final Table<ObjectId, IssuedFact> issued;

    final FoldedIndex<Ref, Reach, TrafficPolicyFact> trafficByReach;
    final FoldedIndex<Ref, Reach, AccessPolicyFact> accessByReach;
    final FoldedIndex<Ref, String, MeshFact> meshesByCluster;
    final FoldedIndex<Ref, String, MeshFact> istioByTrustDomain;
    /** Names of clusters of which nobody knows all services: each under its own name, and all under {@link Reach#ANY}. */
    final FoldedIndex<String, String, String> unreadableClusters;

    final FoldedIndex<ShardId, Ref, WorkloadFact> workloadsByMesh;
    final FoldedIndex<ShardId, HostKey, ConfigFact> userConfigByHost;
    /** Gateways, anybody's, that pass requests through by name, by cluster. */
    final FoldedIndex<ShardId, String, ConfigFact> passthroughs;

    /** ServiceEntries of ours for one host, by host. */
    private final FoldedIndex<ShardId, String, ConfigFact> ownEntries;

    private final FoldedIndex<Ref, Cell.Only, VirtualMeshFact> allVirtualMeshes;
    private final FoldedIndex<Ref, Ref, VirtualMeshFact> virtualMeshesByMesh;

    private final Derivation<String, ClusterDomain> domains;
    private final Derivation<String, SortedMap<GroupKind, String>> served;
    private final Derivation<Ref, MeshFact.Type> meshTypes;
    private final Derivation<Ref, String> meshClusters;
    private final Derivation<Ref, Istio> istios;
    private final Derivation<Cell.Only, Tenancy> tenancy;
    private final Derivation<Cell.Only, GatewayAddressRules> gatewayAddresses;
    /** Apart from the objects themselves, so that what we write ourselves disturbs nobody who only asks for this. */
    private final Derivation<ShardId, SortedMap<ObjectId, String>> takenNames;

    private final Derivation<Cell.Only, VirtualMeshes> virtualMeshesDecided;
    private final Derivation<Ref, Optional<Membership>> memberships;
    private final Derivation<Ref, List<String>> callers;
    private final Derivation<Ref, List<Ref>> companions;

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
        virtualMeshes = graph.table("virtualMeshes");
        failoverServices = graph.table("failoverServices");
        roots = graph.table("roots");
        issued = graph.table("issued");

        domains = graph.onDemand(
                "domains",
                (name, reads) ->
                        reads.look(clusters, name).map(ClusterFact::domain).orElse(ClusterDomain.DEFAULT));
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
        ownEntries = graph.fold(
                "ownEntries",
                graph.derive("ownEntriesOfShard", configs, this::findOwnEntries),
                found -> found,
                naturalOrder());
        takenNames = graph.derive("takenNames", configs, (shard, reads) -> {
            SortedMap<ObjectId, String> taken = new TreeMap<>();
            for (ConfigFact object : reads.must(configs, shard).objects()) {
                reads.of(scope).holder(object).ifPresent(holder -> taken.put(object.id(), holder));
            }
            return taken;
        });
        passthroughs = graph.fold("passthroughs", configs, ConfigShard::passthroughs, naturalOrder());
        gatewayAddresses = graph.onDemand(
                "gatewayAddresses", (only, reads) -> reads.of(settings).gatewayAddresses());
        allVirtualMeshes = graph.fold(
                "allVirtualMeshes",
                virtualMeshes,
                virtualMesh -> Map.of(Cell.Only.VALUE, List.of(virtualMesh)),
                comparing(VirtualMeshFact::meta, PolicyMeta.BY_AGE));
        virtualMeshesByMesh = graph.fold(
                "virtualMeshesByMesh",
                virtualMeshes,
                World::byMesh,
                comparing(VirtualMeshFact::meta, PolicyMeta.BY_AGE));
        virtualMeshesDecided = graph.onDemand("virtualMeshesDecided", (only, reads) -> decide(reads));
        memberships = graph.onDemand("memberships", this::findMembership);
        callers = graph.onDemand("callers", this::findCallers);
        companions = graph.onDemand(
                "companions",
                (mesh, reads) -> membership(mesh, reads)
                        .map(membership ->
                                membership.members().stream().map(MeshFact::ref).toList())
                        .orElse(List.of()));
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
        virtualMeshes.show(snapshot.virtualMeshes());
        failoverServices.show(snapshot.failoverServices());
        roots.show(snapshot.roots());
        issued.show(snapshot.issued());
    }

    /** Whose policies may apply to which services. */
    Tenancy tenancy(Reads reads) {
        return reads.must(tenancy, Cell.Only.VALUE);
    }

    /** Where gateways may be called. */
    GatewayAddressRules gatewayAddresses(Reads reads) {
        return reads.must(gatewayAddresses, Cell.Only.VALUE);
    }

    /** The domain of a cluster, registered or not. */
    String domain(String cluster, Reads reads) {
        return reads.must(domains, cluster).name();
    }

    /** Whether a cluster's domain is told, or was; {@link #domain} is a guess otherwise. */
    boolean isDomainKnown(String cluster, Reads reads) {
        return reads.must(domains, cluster).known();
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

    /** The ServiceEntries of ours that stand for a host. */
    List<ConfigFact> ownEntries(String host, Reads reads) {
        return reads.must(ownEntries, host);
    }

    /** Those of some names that somebody else has, with who that is. */
    SortedMap<ObjectId, String> taken(Collection<ObjectId> names, Reads reads) {
        SortedMap<ObjectId, String> taken = new TreeMap<>();
        for (ObjectId id : names) {
            reads.look(takenNames, new ShardId(id.cluster(), id.namespace()))
                    .map(holders -> holders.get(id))
                    .ifPresent(holder -> taken.put(id, holder));
        }
        return taken;
    }

    /** What every output of a cluster has in common. */
    OutputMeta outputMeta(String cluster, Reads reads) {
        return OutputMeta.of(
                cluster, reads.of(scope), TrustKinds.apiVersions(SmiKinds.apiVersions(reads.must(served, cluster))));
    }

    /** A discovered service. */
    Optional<TargetFact> target(DestinationRef service, Reads reads) {
        return reads.look(targets, service.shard()).flatMap((TargetShard shard) -> shard.of(service));
    }

    /** What became of a VirtualMesh; it must exist. */
    VirtualMeshDecision virtualMesh(Ref ref, Reads reads) {
        VirtualMeshDecision decision =
                reads.must(virtualMeshesDecided, Cell.Only.VALUE).decisions().get(ref);
        if (decision == null) {
            throw new IllegalStateException("undecided VirtualMesh " + ref);
        }
        return decision;
    }

    /** Whether something may stand because of a VirtualMesh that is not in effect now. */
    boolean anyVirtualMeshNotInEffect(Reads reads) {
        return reads.must(virtualMeshesDecided, Cell.Only.VALUE).decisions().values().stream()
                .anyMatch(decision -> !decision.isAccepted());
    }

    /** The VirtualMesh that a mesh belongs to, in effect or not; of several the oldest that is in effect, or else the oldest. */
    Optional<VirtualMeshDecision> virtualMeshOf(Ref mesh, Reads reads) {
        VirtualMeshes decided = reads.must(virtualMeshesDecided, Cell.Only.VALUE);
        Ref holder = decided.claims().get(mesh);
        return Optional.ofNullable(holder)
                .or(() -> reads.must(virtualMeshesByMesh, mesh).stream()
                        .map(virtualMesh -> virtualMesh.meta().ref())
                        .findFirst())
                .map(ref -> decided.decisions().get(ref));
    }

    /** The VirtualMesh that is in effect on an Istio mesh. */
    Optional<Membership> membership(Ref mesh, Reads reads) {
        return reads.must(memberships, mesh);
    }

    /** The suffix of the global names of a mesh, as its VirtualMesh sets it, in effect or not. */
    String suffix(Ref mesh, Reads reads) {
        Optional<Membership> membership = membership(mesh, reads);
        if (membership.isPresent()) {
            return membership.get().federation().suffix();
        }
        return reads.must(virtualMeshesByMesh, mesh).stream()
                .findFirst()
                .map(virtualMesh -> virtualMesh.rules().federation().suffix())
                .orElse(FederationRules.DEFAULT_SUFFIX);
    }

    /** Why there may be meshes that nobody knows; empty when all are known. */
    List<PolicyError> unreadable(Reads reads) {
        List<PolicyError> unreadable = new ArrayList<>();
        for (String cluster : reads.must(unreadableClusters, Reach.ANY)) {
            unreadable.add(new PolicyError(
                    NetworkingFinding.SOURCE_UNKNOWN, "", "cluster " + cluster + " could not be read", cluster));
        }
        return unreadable;
    }

    private VirtualMeshes decide(Reads reads) {
        return VirtualMeshes.decide(
                reads.must(allVirtualMeshes, Cell.Only.VALUE),
                mesh -> reads.look(meshes, mesh),
                unreadable(reads),
                reads.of(scope).installNamespace());
    }

    /** The other clusters from which services of a mesh may be called, ordered. */
    List<String> callers(Ref mesh, Reads reads) {
        return reads.must(callers, mesh);
    }

    /** All meshes of the VirtualMesh that is in effect on a mesh, itself included; none when there is no such VirtualMesh. */
    List<Ref> companions(Ref mesh, Reads reads) {
        return reads.must(companions, mesh);
    }

    private List<String> findCallers(Ref ref, Reads reads) {
        Optional<MeshFact> mesh = reads.look(meshes, ref);
        return mesh.isEmpty()
                ? List.of()
                : membership(ref, reads)
                        .map(membership -> membership.clientsOf(mesh.get()).stream()
                                .map(MeshFact::cluster)
                                .sorted()
                                .toList())
                        .orElse(List.of());
    }

    private Optional<Membership> findMembership(Ref ref, Reads reads) {
        VirtualMeshes decided = reads.must(virtualMeshesDecided, Cell.Only.VALUE);
        Ref holder = decided.claims().get(ref);
        VirtualMeshDecision decision =
                holder == null ? null : decided.decisions().get(holder);
        boolean isIstio = meshType(ref, reads) == MeshFact.Type.ISTIO;
        if (decision == null || !isIstio || !decision.isAccepted(ref)) {
            return Optional.empty();
        }
        List<MeshFact> members = decision.virtualMesh().rules().members().stream()
                .filter(decision::isAccepted)
                .flatMap(member -> reads.look(meshes, member).stream())
                .filter(mesh -> mesh.type() == MeshFact.Type.ISTIO && mesh.isPlaced())
                .toList();
        if (members.stream().noneMatch(member -> member.ref().equals(ref))) {
            return Optional.empty();
        }
        return Optional.of(new Membership(
                decision.ref(),
                decision.virtualMesh().rules().federation(),
                decision.virtualMesh().rules().trust(),
                decision.virtualMesh().rules().globalAccess(),
                members));
    }

    private static Map<Ref, List<VirtualMeshFact>> byMesh(VirtualMeshFact virtualMesh) {
        Map<Ref, List<VirtualMeshFact>> byMesh = new HashMap<>();
        virtualMesh.rules().members().forEach(mesh -> byMesh.put(mesh, List.of(virtualMesh)));
        return byMesh;
    }

    /**
     * Our entries, by host, where we write them. Elsewhere an object may be by somebody who only says that it is ours, and nothing is learnt
     * from it.
     */
    private Map<String, List<ConfigFact>> findOwnEntries(ShardId place, Reads reads) {
        boolean isInstallation = reads.must(meshesByCluster, place.cluster()).stream()
                .anyMatch(mesh -> mesh.namespace().equals(place.namespace()));
        Map<String, List<ConfigFact>> byHost = new HashMap<>();
        if (isInstallation) {
            Scope ours = reads.of(scope);
            for (ConfigFact object : reads.must(configs, place).objects()) {
                if (object.id().kind().equals(IstioKinds.SERVICE_ENTRY)
                        && object.hosts().size() == 1
                        && ours.holder(object).isEmpty()) {
                    byHost.computeIfAbsent(object.hosts().getFirst(), absent -> new ArrayList<>())
                            .add(object);
                }
            }
        }
        return byHost;
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
