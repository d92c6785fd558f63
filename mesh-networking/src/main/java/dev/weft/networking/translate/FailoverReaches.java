// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.GatewayFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.ServicePort;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.BackingPort;
import dev.weft.networking.policy.FailoverDecision;
import dev.weft.networking.policy.FailoverDemand;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.rules.FailoverRules;
import dev.weft.networking.translate.istio.mesh.FailoverAlias;
import dev.weft.networking.translate.istio.mesh.FailoverTier;
import dev.weft.networking.translate.istio.mesh.Way;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds out how the services behind a FailoverService are reached from each of its meshes. */
final class FailoverReaches {

    private final World world;
    private final Failovers failovers;
    private final Exports exports;
    private final Ways ways;
    private final FoldedIndex<ShardId, Ref, FailoverDemand> demands;

    FailoverReaches(
            World world,
            Failovers failovers,
            Exports exports,
            Ways ways,
            FoldedIndex<ShardId, Ref, FailoverDemand> demands) {
        this.world = world;
        this.failovers = failovers;
        this.exports = exports;
        this.ways = ways;
        this.demands = demands;
    }

    FailoverReach of(Ref ref, Reads reads) {
        FailoverDecision decision = failovers.decision(ref, reads);
        return decision.premise() instanceof Premise.Broken
                        || !decision.service().rules().problems().isEmpty()
                ? FailoverReach.NONE
                : new Search(decision, reads).found();
    }

    /**
     * A service behind it, and how it is known on its own cluster.
     *
     * @param pods those that may be called without a gateway; empty where a gateway is needed
     * @param unknown why {@code pods} may be more than these, and nobody knows which
     * @param unfit why a gateway is needed on a flat network
     */
    private record Service(
            TargetFact target,
            ServicePort port,
            String host,
            Optional<List<String>> identities,
            Optional<List<Way.Pod>> pods,
            Optional<String> unknown,
            Optional<String> unfit) {
        DestinationRef ref() {
            return target.service();
        }
    }

    /** The search for one FailoverService. */
    private final class Search {
        private final FailoverDecision decision;
        private final Reads reads;
        private final List<SortedMap<String, String>> subsets;
        private final List<Service> services = new ArrayList<>();
        private final SortedMap<ShardId, List<FailoverTier.Endpoint>> aliases = new TreeMap<>();
        private final SortedMap<Ref, SortedSet<String>> passed = new TreeMap<>();
        private final List<Finding> findings = new ArrayList<>();

        Search(FailoverDecision decision, Reads reads) {
            this.decision = decision;
            this.reads = reads;
            this.subsets = reads.must(demands, decision.ref()).stream()
                    .map(FailoverDemand::subset)
                    .distinct()
                    .toList();
        }

        FailoverReach found() {
            decision.service().rules().backings().forEach(this::service);
            List<FailoverReach.Caller> callers = new ArrayList<>();
            for (Ref mesh : decision.meshes()) {
                reads.look(world.meshes, mesh)
                        .filter(found -> !found.cluster().isEmpty())
                        .ifPresent(found -> callers.add(caller(found)));
            }
            boolean inEffect = decision.isAccepted();
            return new FailoverReach(callers, aliases, passed, inEffect, inEffect ? findings : List.of());
        }

        private void service(FailoverRules.Backing backing) {
            DestinationRef ref = backing.service();
            Optional<TargetFact> target = world.target(ref, reads);
            int number = decision.service().rules().port();
            target.flatMap(found -> BackingPort.of(found.ports(), number).map(port -> service(found, port)))
                    .ifPresent(service -> {
                        if (service.identities().isPresent()) {
                            services.add(service);
                        }
                    });
        }

        private Service service(TargetFact target, ServicePort port) {
            Optional<List<Way.Pod>> pods = Optional.empty();
            Optional<String> unknown = Optional.empty();
            Optional<String> unfit = Optional.empty();
            if (isFlat(target)) {
                switch (ways.straight(target, List.of(port), hasGateway(target), reads)) {
                    case FlatNetwork.Answer.Pods(List<Way.Pod> found, List<String> leftOut) -> {
                        pods = Optional.of(found);
                        leftOut.forEach(which -> tellOf(
                                NetworkingFinding.PODS_LEFT_OUT,
                                target,
                                "of service " + target.service() + " nobody calls " + which));
                    }
                    case FlatNetwork.Answer.Unknown(String why) -> {
                        // A gateway is not needed because of that.
                        pods = Optional.of(List.of());
                        unknown = Optional.of("pods of service " + target.service() + " are not known, as " + why);
                    }
                    case FlatNetwork.Answer.Unfit(String why) -> unfit = Optional.of(why);
                }
            }
            String host = HostNames.local(
                    target.service(), world.domain(target.service().cluster(), reads));
            return new Service(target, port, host, identities(target), pods, unknown, unfit);
        }

        private boolean isFlat(TargetFact target) {
            return world.membership(target.mesh(), reads)
                    .filter(membership -> membership.federation().flatNetwork())
                    .isPresent();
        }

        private boolean hasGateway(TargetFact target) {
            return exports.exporter(target.mesh(), reads)
                    .flatMap(Exporter::gateway)
                    .isPresent();
        }

        /** Whether no gateway is asked at all: only then are subsets told apart by labels, for all services alike. */
        private boolean isAllStraight() {
            return services.stream().allMatch(service -> service.pods().isPresent())
                    && (areToldApart() || !services.stream().allMatch(service -> hasGateway(service.target())));
        }

        private boolean areToldApart() {
            return services.stream()
                    .allMatch(service -> FlatNetwork.notToldApart(service.pods().orElse(List.of()), subsets)
                            .isEmpty());
        }

        private boolean isStraight(Service service, MeshFact caller) {
            return service.ref().cluster().equals(caller.cluster()) ? isAllStraight() : isStraightElsewhere(service);
        }

        private boolean isStraightElsewhere(Service service) {
            return service.pods().isPresent() && (subsets.isEmpty() || isAllStraight());
        }

        /** As for services that are federated ({@link Exports}). */
        private Optional<List<String>> identities(TargetFact target) {
            boolean anybody = world.membership(target.mesh(), reads)
                    .filter(membership -> membership.federation().allowUnknownIdentities())
                    .isPresent();
            Identities identities = Identities.of(
                    target,
                    world.istio(target.mesh(), reads).trustDomain(),
                    decision.service().rules().hostname(),
                    anybody,
                    world,
                    reads);
            String consequence = switch (identities.basis()) {
                case KNOWN -> "";
                case MESH_UNKNOWN ->
                    ", as its whole mesh; only pods without a service account of their own are taken for it";
                case SERVICE_UNKNOWN -> ", so nobody can tell who may answer for it; it is left out";
            };
            if (!consequence.isEmpty()) {
                tellOf(
                        NetworkingFinding.IDENTITY_UNKNOWN,
                        target,
                        "service " + target.service() + " has no known workload" + consequence);
            }
            return identities.accepted();
        }

        private FailoverReach.Caller caller(MeshFact mesh) {
            Map<Service, Exporter> remote = new LinkedHashMap<>();
            for (Service service : services) {
                if (!service.ref().cluster().equals(mesh.cluster()) && !isStraight(service, mesh)) {
                    exporter(service, mesh).ifPresent(exporter -> remote.put(service, exporter));
                }
            }
            boolean isAlike = remote.keySet().stream()
                            .map(service ->
                                    service.host() + ":" + service.port().number())
                            .distinct()
                            .count()
                    <= 1;
            String host = decision.service().rules().hostname();
            Optional<Service> first = remote.keySet().stream().findFirst();
            String remoteName = first.map(service -> isAlike ? service.host() : FailoverAlias.name(host))
                    .orElse("");
            int remotePort = first.map(service -> isAlike
                            ? service.port().number()
                            : decision.service().rules().port())
                    .orElse(0);
            Set<ObjectId> gateways = new LinkedHashSet<>();
            remote.forEach((service, exporter) -> {
                gateways.add(pass(exporter, remoteName));
                if (!isAlike) {
                    ShardId place = alias(exporter);
                    gateways.add(FailoverAlias.entry(place, host));
                    FailoverOrder.missedAtGateway(place.cluster(), aliases.getOrDefault(place, List.of()))
                            .ifPresent(missed -> tell(mesh, missed));
                }
            });
            return tiers(mesh, remote, remoteName, remotePort, gateways);
        }

        private FailoverReach.Caller tiers(
                MeshFact mesh,
                Map<Service, Exporter> remote,
                String remoteName,
                int remotePort,
                Set<ObjectId> gateways) {
            List<FailoverTier> tiers = new ArrayList<>();
            List<DestinationRef> reached = new ArrayList<>();
            Set<String> clusters = new LinkedHashSet<>();
            SortedSet<String> identities = new TreeSet<>();
            boolean isAnybody = false;
            String askedFor = remoteName;
            int askedAt = remotePort;
            String before = "";
            Optional<String> unknown = Optional.empty();
            for (Service service : services) {
                String cluster = service.ref().cluster();
                boolean isLocal = cluster.equals(mesh.cluster());
                Exporter exporter = remote.get(service);
                if (isStraight(service, mesh)) {
                    if (!isLocal
                            && exports.exporter(service.target().mesh(), reads).isEmpty()) {
                        tell(
                                mesh,
                                "service " + service.ref() + " cannot be called: Mesh "
                                        + service.target().mesh() + " is not federated");
                        continue;
                    }
                    tiers.add(pods(service));
                    unknown = unknown.or(service::unknown);
                } else if (isLocal) {
                    FailoverTier itself = new FailoverTier(List.of(endpoint(service)), FailoverTier.Kind.SERVICE, "");
                    if (subsets.isEmpty()) {
                        tiers.add(itself);
                    } else {
                        // A gateway chooses subsets; the Service does not.
                        Optional<Exporter> own = exporter(service, mesh);
                        own.ifPresent(found -> gateways.add(pass(found, service.host())));
                        tiers.add(own.map(this::gateway).orElse(itself));
                        askedFor = askedFor.isEmpty() ? service.host() : askedFor;
                        askedAt = askedAt == 0 ? service.port().number() : askedAt;
                    }
                } else if (exporter == null) {
                    continue;
                } else if (clusters.add(cluster)) {
                    tiers.add(gateway(exporter));
                } else if (!before.equals(cluster)) {
                    tell(
                            mesh,
                            "service " + service.ref() + " is called right after the others of cluster " + cluster
                                    + ", all of which are behind one gateway");
                }
                before = cluster;
                reached.add(service.ref());
                List<String> answering = service.identities().orElse(List.of());
                isAnybody |= answering.isEmpty();
                identities.addAll(answering);
            }
            FailoverOrder.missedAtCallers(mesh, tiers, !subsets.isEmpty()).ifPresent(missed -> tell(mesh, missed));
            return new FailoverReach.Caller(
                    mesh,
                    tiers,
                    reached,
                    isAnybody ? List.of() : List.copyOf(identities),
                    askedFor,
                    askedAt,
                    List.copyOf(gateways),
                    unknown,
                    isAllStraight() ? notTold() : Map.of());
        }

        private static FailoverTier pods(Service service) {
            return new FailoverTier(
                    service.pods().orElseThrow().stream()
                            .map(pod -> new FailoverTier.Endpoint(
                                    pod.address(),
                                    pod.ports()
                                            .getOrDefault(
                                                    service.port().number(),
                                                    service.port().number()),
                                    pod.labels()))
                            .toList(),
                    FailoverTier.Kind.PODS,
                    "");
        }

        /** The subsets that no pods can be chosen by. */
        private Map<SortedMap<String, String>, String> notTold() {
            boolean areLabelsKnown = services.stream()
                    .anyMatch(service -> new Way.Straight(service.pods().orElse(List.of())).areLabelsKnown());
            Map<SortedMap<String, String>, String> notTold = new HashMap<>();
            subsets.forEach(
                    subset -> FlatNetwork.objection(subset, areLabelsKnown).ifPresent(why -> notTold.put(subset, why)));
            return notTold;
        }

        /** The way into the mesh of a service from another cluster. */
        private Optional<Exporter> exporter(Service service, MeshFact caller) {
            Optional<Exporter> exporter = exports.exporter(service.target().mesh(), reads)
                    .filter(found -> found.gateway().isPresent());
            if (exporter.isEmpty()) {
                tell(
                        caller,
                        "service " + service.ref() + " cannot be called through a gateway: Mesh "
                                + service.target().mesh() + " has none that can be used, or is not federated"
                                + service.unfit()
                                        .map(why -> "; and not without one: " + why)
                                        .orElse(""));
            }
            return exporter;
        }

        /** The Service as its own cluster calls it: by its address, since Istio orders names in few places ({@link FailoverOrder}). */
        private FailoverTier.Endpoint endpoint(Service service) {
            String address = service.target().clusterIps().stream().findFirst().orElse(service.host());
            return FailoverTier.Endpoint.of(address, service.port().number());
        }

        private FailoverTier gateway(Exporter exporter) {
            return new FailoverTier(
                    exporter.gateway().map(GatewayFact::addresses).orElse(List.of()).stream()
                            .map(address -> FailoverTier.Endpoint.of(address.host(), address.port()))
                            .toList(),
                    FailoverTier.Kind.GATEWAY,
                    exporter.mesh().cluster());
        }

        /** Has a gateway let a name pass. */
        private ObjectId pass(Exporter exporter, String name) {
            passed.computeIfAbsent(exporter.mesh().ref(), absent -> new TreeSet<>())
                    .add(name);
            return Exporter.gateway(
                    exporter.membership(), exporter.mesh(), exporter.gateway().orElseThrow());
        }

        /** Has a gateway know those services of its cluster by the alias that are called through it. */
        private ShardId alias(Exporter exporter) {
            MeshFact mesh = exporter.mesh();
            ShardId place =
                    new ShardId(mesh.cluster(), exporter.gateway().orElseThrow().namespace(mesh.namespace()));
            aliases.computeIfAbsent(
                    place,
                    absent -> services.stream()
                            .filter(service ->
                                    service.ref().cluster().equals(mesh.cluster()) && !isStraightElsewhere(service))
                            .map(this::endpoint)
                            .toList());
            return place;
        }

        private void tellOf(NetworkingFinding code, TargetFact target, String message) {
            findings.add(Finding.of(code, Subjects.failoverService(decision.ref()), message)
                    .onTarget(target.ref().key())
                    .onCluster(target.service().cluster()));
        }

        private void tell(MeshFact caller, FailoverOrder missed) {
            tell(incomplete(caller, missed.what()).withRemedy(missed.remedy()));
        }

        private void tell(MeshFact caller, String message) {
            tell(incomplete(caller, message));
        }

        private void tell(Finding finding) {
            if (!findings.contains(finding)) {
                findings.add(finding);
            }
        }

        private Finding incomplete(MeshFact caller, String message) {
            return Finding.of(
                            NetworkingFinding.FAILOVER_INCOMPLETE,
                            Subjects.failoverService(decision.ref()),
                            "from Mesh " + caller.ref() + ", " + message)
                    .onTarget(caller.ref().key())
                    .onCluster(caller.cluster());
        }
    }
}
