// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.Comparator.comparing;

import dev.weft.networking.input.FailoverHost;
import dev.weft.networking.input.FailoverServiceFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.PolicyMeta;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.input.TargetShard;
import dev.weft.networking.policy.Destination;
import dev.weft.networking.policy.Ejection;
import dev.weft.networking.policy.FailoverCheck;
import dev.weft.networking.policy.FailoverDecision;
import dev.weft.networking.policy.FailoverOffer;
import dev.weft.networking.policy.FailoverServices;
import dev.weft.networking.policy.PolicyError;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.policy.VirtualMeshDecision;
import dev.weft.networking.rules.FailoverRules;
import dev.weft.networking.rules.MeshRef;
import dev.weft.networking.translate.istio.mesh.VirtualAddresses;
import dev.weft.runtime.derive.Cell;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Decides the FailoverServices, before the policies of all targets are decided: of these it asks only those of services behind a
 * FailoverService, and each such service once.
 */
final class Failovers {

    private final World world;
    private final Knowing knowing;
    private final FoldedIndex<Ref, String, FailoverServiceFact> byHost;
    private final FoldedIndex<Ref, String, FailoverServiceFact> byName;
    private final FoldedIndex<Ref, Ref, Ref> byMesh;
    private final FoldedIndex<Ref, Cell.Only, Ref> all;
    private final Derivation<DestinationRef, Boolean> ambient;
    private final Derivation<Ref, Boolean> resolved;
    private final Derivation<Ref, String> hostnames;
    private final Derivation<Ref, Boolean> sharedNames;
    private final Derivation<Ref, Optional<FailoverDecision>> alone;
    private final Derivation<Ref, Optional<FailoverOffer>> offersAlone;
    private final Derivation<DestinationRef, Ejection> ejections;
    private final FoldedIndex<Cell.Only, Ref, FailoverDecision> decisions;
    private final Derivation<Ref, Optional<FailoverOffer>> offers;
    private final Derivation<Ref, List<Ref>> accepted;

    Failovers(Graph graph, World world, Knowing knowing, Derivation<Ref, Premise> trafficPremises) {
        this.world = world;
        this.knowing = knowing;
        byHost = graph.fold(
                "failoversByHost",
                world.failoverServices,
                Failovers::byHost,
                comparing(FailoverServiceFact::meta, PolicyMeta.BY_AGE));
        byMesh = graph.fold("failoversByMesh", world.failoverServices, Failovers::byMesh, comparing(ref -> ref));
        byName = graph.fold(
                "failoversByName",
                world.failoverServices,
                service -> Map.of(service.meta().ref().name(), List.of(service)),
                comparing(FailoverServiceFact::meta, PolicyMeta.BY_AGE));
        all = graph.fold(
                "allFailovers",
                world.failoverServices,
                service -> Map.of(Cell.Only.VALUE, List.of(service.meta().ref())),
                comparing(ref -> ref));
        ambient = graph.onDemand(
                "ambient",
                (service, reads) -> world.target(service, reads)
                        .flatMap(TargetFact::ambient)
                        .isPresent());
        // One that is gone may be asked about for a moment, until those who ask are brought up to date.
        resolved = graph.onDemand(
                "failoversResolved",
                (ref, reads) -> reads.look(world.failoverServices, ref)
                        .map(service -> FailoverCheck.premise(service, new Known(reads)) instanceof Premise.Sound)
                        .orElse(false));
        hostnames = graph.onDemand(
                "failoverHostnames",
                (ref, reads) -> reads.look(world.failoverServices, ref)
                        .map(service -> service.rules().hostname())
                        .orElse(""));
        sharedNames = graph.onDemand("failoverNames", this::findSharedName);
        alone = graph.onDemand(
                "failoversAlone",
                (ref, reads) -> reads.look(world.failoverServices, ref)
                        .map(service -> FailoverCheck.of(service, new Known(reads))));
        offersAlone = graph.onDemand("failoverOffersAlone", this::offerAlone);
        TargetInputs inputs = new TargetInputs(
                world, knowing, trafficPremises, trafficPremises, (ref, reads) -> reads.must(offersAlone, ref));
        ejections = graph.onDemand("ejections", (service, reads) -> ejection(service, inputs, reads));
        Derivation<Cell.Only, SortedMap<Ref, FailoverDecision>> together = graph.derive(
                "failoversTogether",
                all,
                (only, reads) -> FailoverServices.decide(
                        reads.must(all, only).stream()
                                .flatMap(ref -> reads.must(alone, ref).stream())
                                .toList(),
                        service -> reads.must(ejections, service)));
        // One that is decided otherwise disturbs only those who ask about it.
        decisions = graph.fold(
                "failoverDecisions",
                together,
                decided -> {
                    Map<Ref, List<FailoverDecision>> byRef = new HashMap<>();
                    decided.forEach((ref, decision) -> byRef.put(ref, List.of(decision)));
                    return byRef;
                },
                comparing(FailoverDecision::ref));
        offers = graph.onDemand(
                "failoverOffers",
                (ref, reads) -> reads.must(offersAlone, ref)
                        .flatMap(offer ->
                                reads.must(decisions, ref).stream().findFirst().map(offer::as)));
        accepted = graph.onDemand(
                "failoversAccepted",
                (mesh, reads) -> reads.must(byMesh, mesh).stream()
                        .filter(ref -> reads.must(decisions, ref).stream().anyMatch(FailoverDecision::isAccepted))
                        .toList());
    }

    /** What became of a FailoverService; it must exist. */
    FailoverDecision decision(Ref ref, Reads reads) {
        return reads.must(decisions, ref).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("undecided FailoverService " + ref));
    }

    /** What those who send to a FailoverService may know of it; empty when it does not exist. */
    Optional<FailoverOffer> offer(Ref ref, Reads reads) {
        return reads.must(offers, ref);
    }

    /** The FailoverServices that are in effect on a mesh, ordered by key. */
    List<Ref> accepted(Ref mesh, Reads reads) {
        return reads.must(accepted, mesh);
    }

    /** All that name a mesh, in effect or not, ordered by key. */
    List<Ref> naming(Ref mesh, Reads reads) {
        return reads.must(byMesh, mesh);
    }

    /** The hosts that need a virtual address: of all that have one to themselves, in effect or not. */
    List<VirtualAddresses.Name> names(Reads reads) {
        List<VirtualAddresses.Name> names = new ArrayList<>();
        Set<String> hosts = new HashSet<>();
        for (Ref ref : reads.must(all, Cell.Only.VALUE)) {
            String host = reads.must(hostnames, ref);
            if (!host.isEmpty() && hosts.add(host)) {
                Ref first = reads.must(byHost, host).getFirst().meta().ref();
                names.add(VirtualAddresses.Name.ofFailover(host, first.name(), first.namespace()));
            }
        }
        return names;
    }

    /** Whether an older FailoverService of another namespace, called from the same mesh, has the same name. */
    boolean sharesName(Ref ref, Reads reads) {
        return reads.must(sharedNames, ref);
    }

    private boolean findSharedName(Ref ref, Reads reads) {
        Optional<FailoverServiceFact> service = reads.look(world.failoverServices, ref);
        if (service.isEmpty()) {
            return false;
        }
        for (FailoverServiceFact other : reads.must(byName, ref.name())) {
            if (other.meta().ref().equals(ref)) {
                return false;
            }
            if (sharesMesh(service.get(), other)
                    && reads.must(resolved, other.meta().ref())) {
                return true;
            }
        }
        return false;
    }

    private static boolean sharesMesh(FailoverServiceFact one, FailoverServiceFact other) {
        List<Ref> meshes = one.rules().meshes().stream().map(MeshRef::mesh).toList();
        return other.rules().meshes().stream().anyMatch(named -> meshes.contains(named.mesh()));
    }

    private static Map<String, List<FailoverServiceFact>> byHost(FailoverServiceFact service) {
        String hostname = service.rules().hostname();
        return hostname.isEmpty() ? Map.of() : Map.of(hostname, List.of(service));
    }

    private static Map<Ref, List<Ref>> byMesh(FailoverServiceFact service) {
        Map<Ref, List<Ref>> byMesh = new HashMap<>();
        service.rules()
                .meshes()
                .forEach(
                        named -> byMesh.put(named.mesh(), List.of(service.meta().ref())));
        return byMesh;
    }

    private Optional<FailoverOffer> offerAlone(Ref ref, Reads reads) {
        return reads.must(alone, ref).map(decision -> offer(decision, reads));
    }

    private FailoverOffer offer(FailoverDecision decision, Reads reads) {
        FailoverRules rules = decision.service().rules();
        SortedSet<Ref> meshes = new TreeSet<>(decision.meshes());
        SortedSet<String> clusters = new TreeSet<>();
        meshes.forEach(mesh -> clusters.add(world.meshCluster(mesh, reads)));
        clusters.remove("");
        FailoverOffer offer = new FailoverOffer(
                new FailoverHost(
                        rules.hostname(), rules.port(), rules.backings().size(), rules.perTryTimeout()),
                FailoverOffer.Standing.REFUSED,
                "",
                meshes,
                clusters,
                rules.backings().stream().map(FailoverRules.Backing::service).toList(),
                FailoverCheck.isAlike(rules, new Known(reads)));
        return offer.as(decision);
    }

    /** Of a service that is not known there is nothing to say here. */
    private Ejection ejection(DestinationRef service, TargetInputs inputs, Reads reads) {
        ShardId shard = service.shard();
        Optional<TargetShard> targets = reads.look(world.targets, shard);
        Optional<TargetFact> target = targets.flatMap((TargetShard found) -> found.of(service));
        return target.isEmpty()
                ? Ejection.YES
                : Ejection.of(inputs.of(target.get(), inputs.trafficOnly(shard, targets.get(), reads), reads));
    }

    /** What the checks may know, of what one derivation reads. */
    private final class Known implements FailoverCheck.Known {
        private final Reads reads;

        Known(Reads reads) {
            this.reads = reads;
        }

        @Override
        public Optional<MeshFact> mesh(Ref mesh) {
            return reads.look(world.meshes, mesh);
        }

        @Override
        public Destination service(DestinationRef service) {
            return knowing.service(service, reads);
        }

        @Override
        public boolean isAmbient(DestinationRef service) {
            return reads.must(ambient, service);
        }

        @Override
        public Optional<VirtualMeshDecision> virtualMesh(Ref mesh) {
            return world.virtualMeshOf(mesh, reads);
        }

        @Override
        public String domain(String cluster) {
            return world.domain(cluster, reads);
        }

        @Override
        public boolean isDomainKnown(String cluster) {
            return world.isDomainKnown(cluster, reads);
        }

        @Override
        public List<PolicyError> unreadable() {
            return world.unreadable(reads);
        }

        @Override
        public Optional<String> holder(FailoverServiceFact service) {
            for (FailoverServiceFact other : reads.must(byHost, service.rules().hostname())) {
                Ref ref = other.meta().ref();
                if (ref.equals(service.meta().ref())) {
                    break;
                }
                if (sharesMesh(service, other) && holdsHost(other)) {
                    return Optional.of("FailoverService " + ref
                            + " has already in the same mesh; it is older or has the smaller key");
                }
            }
            return serviceOfThatName(service);
        }

        /** One that makes no sense holds nothing, unless what it had written when it did still stands. */
        private boolean holdsHost(FailoverServiceFact other) {
            Ref ref = other.meta().ref();
            return reads.must(resolved, ref)
                    && (other.rules().problems().isEmpty()
                            || world.ownEntries(other.rules().hostname(), reads).stream()
                                    .flatMap(entry -> entry.parents().stream())
                                    .anyMatch(parent -> parent.kind().equals("FailoverService")
                                            && parent.ref().equals(ref)));
        }

        /** The host of a FailoverService must not be the name of a Service, neither on a cluster of its meshes nor a global one. */
        private Optional<String> serviceOfThatName(FailoverServiceFact service) {
            String[] parts = service.rules().hostname().split("\\.", 4);
            if (parts.length < 4 || !parts[2].equals("svc")) {
                return Optional.empty();
            }
            List<DestinationRef> candidates = new ArrayList<>();
            for (MeshRef named : service.rules().meshes()) {
                String cluster = world.meshCluster(named.mesh(), reads);
                if (parts[3].equals(world.domain(cluster, reads))) {
                    candidates.add(new DestinationRef(cluster, parts[1], parts[0]));
                }
                String suffix = "." + world.suffix(named.mesh(), reads);
                if (parts[3].endsWith(suffix)) {
                    String owner = parts[3].substring(0, parts[3].length() - suffix.length());
                    candidates.add(new DestinationRef(owner, parts[1], parts[0]));
                }
            }
            return candidates.stream()
                    .filter(candidate -> knowing.service(candidate, reads) instanceof Destination.Known)
                    .map(candidate -> "is the name of service " + candidate)
                    .findFirst();
        }
    }
}
