// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.Ambient;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.ReadKinds;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.input.TargetShard;
import dev.weft.networking.input.WorkloadFact;
import dev.weft.networking.policy.Backing;
import dev.weft.networking.policy.Destination;
import dev.weft.networking.policy.Overreach;
import dev.weft.networking.policy.PolicyError;
import dev.weft.networking.policy.Reach;
import dev.weft.networking.policy.TrustDomain;
import dev.weft.networking.rules.DestinationSelector;
import dev.weft.networking.rules.Destinations;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.Knowledge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Answers questions about services and clusters with "yes", "no" or "nobody can tell". */
final class Knowing {

    private static final List<GroupKind> SOURCES_OF_MESHES =
            List.of(new GroupKind("apps", "Deployment"), new GroupKind("", "ConfigMap"));

    /** On the pods of a Gateway (gateway-api.sigs.k8s.io/geps/gep-1762). */
    private static final String GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";

    private final World world;
    private final Derivation<DestinationRef, Destination> services;
    private final Derivation<String, TrustDomain> trustDomains;

    Knowing(Graph graph, World world) {
        this.world = world;
        this.services = graph.onDemand("services", this::find);
        this.trustDomains = graph.onDemand("trustDomains", this::findTrustDomain);
    }

    /** What is known of a service. */
    Destination service(DestinationRef service, Reads reads) {
        return reads.must(services, service);
    }

    /** The trust domains of all Istio meshes of a cluster; the reference took that of the last one by key. */
    TrustDomain trustDomain(String cluster, Reads reads) {
        return reads.must(trustDomains, cluster);
    }

    private Destination find(DestinationRef service, Reads reads) {
        Optional<TargetFact> target = world.target(service, reads);
        if (target.isPresent()) {
            TargetFact found = target.get();
            return new Destination.Known(found.ref(), found.ports(), found.mesh(), world.meshType(found.mesh(), reads));
        }
        return unreadable(service.cluster(), ReadKinds.SOURCES_OF_TARGETS, reads)
                .<Destination>map(Destination.Unreadable::new)
                .orElse(Destination.MISSING);
    }

    private TrustDomain findTrustDomain(String cluster, Reads reads) {
        SortedMap<String, List<String>> found = new TreeMap<>();
        for (MeshFact mesh : reads.must(world.meshesByCluster, cluster)) {
            if (mesh.type() == MeshFact.Type.ISTIO) {
                found.computeIfAbsent(mesh.trustDomain(), domain -> sharing(domain, cluster, reads));
            }
        }
        if (!found.isEmpty()) {
            return new TrustDomain.Known(found);
        }
        return unreadable(cluster, SOURCES_OF_MESHES, reads)
                .<TrustDomain>map(TrustDomain.Unreadable::new)
                .orElse(TrustDomain.NONE);
    }

    private List<String> sharing(String trustDomain, String cluster, Reads reads) {
        return reads.must(world.istioByTrustDomain, trustDomain).stream()
                .map(MeshFact::cluster)
                .filter(other -> !other.equals(cluster))
                .distinct()
                .sorted()
                .toList();
    }

    /** Why nobody can tell which services {@code destinations} select beyond those that are known; empty when everybody can. */
    List<PolicyError> unreadable(Destinations destinations, Reads reads) {
        TreeSet<String> clusters = new TreeSet<>();
        if (destinations.everything()) {
            clusters.addAll(reads.must(world.unreadableClusters, Reach.ANY));
        }
        for (DestinationSelector selector : destinations.alternatives()) {
            if (selector instanceof DestinationSelector.Matching matching) {
                List<String> named = matching.clusters().isEmpty() ? List.of(Reach.ANY) : matching.clusters();
                named.forEach(cluster -> clusters.addAll(reads.must(world.unreadableClusters, cluster)));
            }
        }
        List<PolicyError> reasons = new ArrayList<>();
        for (String cluster : clusters) {
            unreadable(cluster, ReadKinds.SOURCES_OF_TARGETS, reads)
                    .ifPresent(why -> reasons.add(new PolicyError(
                            NetworkingFinding.SOURCE_UNKNOWN,
                            "spec.destinationSelector",
                            "selects no known service, and " + why,
                            cluster)));
        }
        return reasons;
    }

    /** Why nobody can tell which user-owned configuration a cluster has; empty when everybody can. */
    Optional<String> userConfigUnreadable(String cluster, Reads reads) {
        return unreadable(cluster, List.of(IstioKinds.VIRTUAL_SERVICE, IstioKinds.DESTINATION_RULE), reads);
    }

    /** Who runs behind a service. */
    Backing backing(TargetFact target, Reads reads) {
        ShardId shard = target.service().shard();
        return Backing.of(
                target,
                reads.look(world.targets, shard).map(TargetShard::targets).orElse(List.of()),
                reads.look(world.workloads, shard).orElse(List.of()),
                unreadable(target.service().cluster(), ReadKinds.SOURCES_OF_TARGETS, reads));
    }

    /** Whom an AuthorizationPolicy for a service of Istio would cover besides. */
    Overreach overreach(TargetFact target, Reads reads) {
        DestinationRef service = target.service();
        if (!world.istio(target.mesh(), reads).rootNamespace().equals(service.namespace())) {
            return Overreach.NONE;
        }
        return Overreach.of(
                target,
                workloads(service.cluster(), reads),
                unreadable(service.cluster(), ReadKinds.SOURCES_OF_TARGETS, reads));
    }

    /**
     * Whom an AuthorizationPolicy by labels would cover in other namespaces.
     *
     * @param place of the policy, a root namespace
     * @param concerned whether it would make a difference to a workload
     */
    Overreach overreach(
            ShardId place, SortedMap<String, String> selector, Predicate<WorkloadFact> concerned, Reads reads) {
        return Overreach.of(
                place.namespace(),
                selector,
                workloads(place.cluster(), reads).filter(concerned),
                unreadable(place.cluster(), ReadKinds.SOURCES_OF_TARGETS, reads));
    }

    private Stream<WorkloadFact> workloads(String cluster, Reads reads) {
        return reads.must(world.meshesByCluster, cluster).stream()
                .filter(mesh -> mesh.type() == MeshFact.Type.ISTIO)
                .flatMap(mesh -> reads.must(world.workloadsByMesh, mesh.ref()).stream());
    }

    /**
     * Who the waypoint of a service is to the pods behind it: the accounts of its workloads; while none is known, the one that Istio gives
     * it, which has its name.
     */
    List<String> waypointPrincipals(TargetFact target, Reads reads) {
        Optional<Ref> waypoint = target.ambient().flatMap(Ambient::waypoint);
        if (waypoint.isEmpty()) {
            return List.of();
        }
        String namespace = waypoint.get().namespace();
        String name = waypoint.get().name();
        TreeSet<String> accounts = new TreeSet<>();
        reads.look(world.workloads, new ShardId(target.service().cluster(), namespace)).orElse(List.of()).stream()
                .filter(workload -> name.equals(workload.podLabels().get(GATEWAY_NAME)))
                .forEach(workload -> accounts.add(Backing.account(workload)));
        if (accounts.isEmpty()) {
            accounts.add(name);
        }
        String trustDomain = world.istio(target.mesh(), reads).trustDomain();
        return accounts.stream()
                .map(account -> trustDomain + "/ns/" + namespace + "/sa/" + account)
                .toList();
    }

    /** Whether Istio replaces a trust domain in the principals of its policies: this name stands for whatever its own one is. */
    boolean isReplaced(String trustDomain, Ref mesh, Reads reads) {
        return trustDomain.equals(MeshFact.DEFAULT_TRUST_DOMAIN)
                && !world.istio(mesh, reads).trustDomain().equals(trustDomain);
    }

    /** Why pods behind a service of a cluster may be missing; empty when none is. */
    Optional<String> endpointsUnreadable(String cluster, Reads reads) {
        return unreadable(cluster, ReadKinds.SOURCES_OF_TARGETS, reads)
                // Either of the two is enough.
                .or(() ->
                        unreadable(cluster, List.of(ReadKinds.ENDPOINTS), reads).isEmpty()
                                ? Optional.empty()
                                : unreadable(cluster, List.of(ReadKinds.ENDPOINT_SLICE), reads));
    }

    private Optional<String> unreadable(String cluster, List<GroupKind> kinds, Reads reads) {
        return reads.look(world.clusters, cluster)
                .flatMap((ClusterFact fact) -> fact.knowledge().firstUnknown(kinds))
                .map(unknown -> describe(cluster, unknown.getKey(), unknown.getValue()));
    }

    private static String describe(String cluster, GroupKind kind, Knowledge.Unknown unknown) {
        return "kind " + kind + " of cluster " + cluster + " could not be read (" + unknown.reason() + ")";
    }
}
