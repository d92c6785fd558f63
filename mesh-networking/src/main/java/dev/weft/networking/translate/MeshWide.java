// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.stream.Collectors.joining;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.ConfigShard;
import dev.weft.networking.input.GatewayFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.OtherGatewayFact;
import dev.weft.networking.input.WorkloadFact;
import dev.weft.networking.policy.Membership;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.rules.FederationRules;
import dev.weft.networking.rules.GatewayAddressRules;
import dev.weft.networking.translate.istio.NotWritten;
import dev.weft.networking.translate.istio.OutputMeta;
import dev.weft.networking.translate.istio.OutputWriter;
import dev.weft.networking.translate.istio.mesh.EastWestGateway;
import dev.weft.networking.translate.istio.mesh.GlobalAccess;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Draws the outputs of a mesh as a whole: the Gateway for calls from other clusters, and what denies access by default. */
final class MeshWide {

    private static final int MANY_EXPORTS = 50;

    private final World world;
    private final Federation federation;
    private final FoldedIndex<Ref, Ref, FailoverReach.Passed> forFailover;
    private final FoldedIndex<ShardId, Ref, String> ambient;
    private final Derivation<DestinationRef, Boolean> opened;
    private final OutputWriter writer = new OutputWriter();

    /** @param ambient names of workloads in ambient mode, by Mesh; see {@link #ambient} */
    MeshWide(
            Graph graph,
            World world,
            Federation federation,
            FoldedIndex<Ref, Ref, FailoverReach.Passed> forFailover,
            FoldedIndex<ShardId, Ref, String> ambient,
            Derivation<ShardId, ShardDecisions> decisions) {
        this.world = world;
        this.ambient = ambient;
        this.federation = federation;
        this.forFailover = forFailover;
        this.opened = graph.onDemand("openedServices", (service, reads) -> isOpened(service, decisions, reads));
    }

    /** Whether an AccessPolicy allows some requests to a service. */
    private static boolean isOpened(
            DestinationRef service, Derivation<ShardId, ShardDecisions> decisions, Reads reads) {
        return reads.look(decisions, service.shard()).stream()
                .flatMap((ShardDecisions shard) -> shard.targets().stream())
                .filter(target -> target.target().service().equals(service))
                .map(DecidedTarget::decision)
                .anyMatch(decision -> !decision.acceptedAccess().isEmpty()
                        || !decision.accessHolders().isEmpty());
    }

    /** Apart from all other workloads, so that these disturb nobody who asks. */
    static Map<Ref, List<String>> ambient(List<WorkloadFact> shard) {
        Map<Ref, List<String>> byMesh = new HashMap<>();
        shard.stream()
                .filter(WorkloadFact::ambient)
                .forEach(workload -> byMesh.computeIfAbsent(workload.mesh(), absent -> new ArrayList<>())
                        .add(workload.controller().namespace() + "/"
                                + workload.controller().name()));
        return byMesh;
    }

    MeshOutputs of(Ref ref, Reads reads) {
        MeshFact mesh = reads.must(world.meshes, ref);
        Optional<Membership> membership = world.membership(ref, reads);
        return membership.isEmpty() ? MeshOutputs.NONE : new Drawing(mesh, membership.get(), reads).drawn();
    }

    /** What is drawn for one mesh. */
    private final class Drawing {
        private final MeshFact mesh;
        private final Membership membership;
        private final Reads reads;
        private final OutputMeta meta;
        private final Map<ObjectId, Ref> drawnBefore;
        private final List<Rendered> outputs = new ArrayList<>();
        private final List<ObjectId> held = new ArrayList<>();
        private final List<String> failures = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();

        Drawing(MeshFact mesh, Membership membership, Reads reads) {
            this.mesh = mesh;
            this.membership = membership;
            this.reads = reads;
            this.drawnBefore = drawnBefore();
            this.meta = world.outputMeta(mesh.cluster(), reads);
        }

        MeshOutputs drawn() {
            if (!membership.clientsOf(mesh).isEmpty()) {
                federate();
            }
            if (membership.globalAccess()) {
                denyByDefault();
            }
            outputs.sort(null);
            SortedMap<Ref, List<String>> byVirtualMesh = new TreeMap<>();
            if (!failures.isEmpty()) {
                byVirtualMesh.put(membership.virtualMesh(), failures);
            }
            return new MeshOutputs(outputs, held, byVirtualMesh, findings);
        }

        private void federate() {
            if (!membership.isFirstOfCluster(mesh)) {
                tell(
                        NetworkingFinding.NOT_FEDERATED,
                        "Mesh " + mesh.ref() + " is not federated: another mesh of the VirtualMesh is on cluster "
                                + mesh.cluster() + " too, and their services would have the same global names");
                return;
            }
            warnAboutCallers();
            if (!world.isDomainKnown(mesh.cluster(), reads)) {
                tell(
                        NetworkingFinding.CLUSTER_DOMAIN_UNKNOWN,
                        "the domain of cluster " + mesh.cluster()
                                + " cannot be read, so nobody knows the names of services of Mesh " + mesh.ref()
                                + "; how they are called from other clusters stays as it is");
            }
            Optional<GatewayFact> gateway = Exports.usable(mesh, world, reads);
            tellOfAddresses();
            FederationRules rules = membership.federation();
            warnAboutMany(rules);
            if (gateway.isEmpty()) {
                if (!rules.flatNetwork()) {
                    tell(
                            NetworkingFinding.MESH_WITHOUT_GATEWAY,
                            "Mesh " + mesh.ref()
                                    + " has no gateway that other clusters can call, so none of its services"
                                    + " can be called from them");
                }
                return;
            }
            if (gateway.get().lastKnown()) {
                tell(
                        NetworkingFinding.GATEWAY_OUT_OF_REACH,
                        "the gateway of Mesh " + mesh.ref() + " cannot be reached now, as far as cluster "
                                + mesh.cluster() + " says; calls from other clusters are still sent to "
                                + gateway.get().addresses().stream()
                                        .map(GatewayFact.Address::host)
                                        .collect(joining(", "))
                                + ", where it was last");
            }
            List<String> hosts = federation.serverHosts(mesh.ref(), reads);
            List<String> own = withoutPassedAlready(gateway.get(), withFailover(gateway.get(), hosts));
            if (!own.isEmpty()) {
                write(
                        Exporter.gateway(membership, mesh, gateway.get()),
                        EastWestGateway.of(gateway.get(), own),
                        List.of());
            }
        }

        private void warnAboutMany(FederationRules rules) {
            int exports = federation.exportsOf(mesh.ref(), reads);
            if (rules.isEverything() && exports > MANY_EXPORTS) {
                tell(
                        NetworkingFinding.MANY_EXPORTS,
                        "all " + exports + " services of Mesh " + mesh.ref() + " can be called from "
                                + membership.clientsOf(mesh).size()
                                + " other meshes, which each have three objects for each of them");
            }
        }

        /** With the names that FailoverServices need; of those that are not in effect now, what passes already goes on to. */
        private List<String> withFailover(GatewayFact gateway, List<String> hosts) {
            ObjectId id = Exporter.gateway(membership, mesh, gateway);
            SortedSet<String> all = new TreeSet<>(hosts);
            for (FailoverReach.Passed name : reads.must(forFailover, mesh.ref())) {
                if (name.inEffect() || passesAlready(id, gateway, name.host())) {
                    all.add(name.host());
                }
            }
            return List.copyOf(all);
        }

        private boolean passesAlready(ObjectId id, GatewayFact gateway, String host) {
            return reads.look(world.configs, new ShardId(id.cluster(), id.namespace()))
                    .flatMap((ConfigShard shard) -> shard.of(id))
                    .flatMap(ConfigFact::passthrough)
                    .filter(passes -> passes.covers(host, List.of(gateway.containerPort())))
                    .isPresent();
        }

        /** What a user's own Gateway lets pass is left to it. */
        private List<String> withoutPassedAlready(GatewayFact gateway, List<String> hosts) {
            PassedNames passed = PassedNames.at(gateway, mesh.cluster(), world, reads);
            List<String> left = new ArrayList<>();
            SortedMap<ConfigFact, Integer> reused = new TreeMap<>();
            for (String host : hosts) {
                passed.by(host).ifPresentOrElse(other -> reused.merge(other, 1, Integer::sum), () -> left.add(host));
            }
            reused.forEach((other, names) -> tell(
                    NetworkingFinding.GATEWAY_REUSED,
                    other.id().words() + " on cluster " + mesh.cluster() + " passes " + names
                            + (names == 1 ? " name" : " names")
                            + " of exported services through already; it is used for them"));
            return left;
        }

        private void tellOfAddresses() {
            GatewayAddressRules rules = world.gatewayAddresses(reads);
            for (GatewayFact gateway : mesh.gateways()) {
                for (GatewayFact.Address address : gateway.addresses()) {
                    rules.objection(mesh.cluster(), address.host())
                            .ifPresent(why -> tell(
                                    NetworkingFinding.GATEWAY_ADDRESS_REFUSED,
                                    "address " + address.host() + " of a gateway of Mesh " + mesh.ref()
                                            + " is left out: it " + why));
                }
            }
        }

        /** What callers of this mesh, and those that it calls, need and do not have. */
        private void warnAboutCallers() {
            if (!mesh.dnsCapture()) {
                tell(
                        NetworkingFinding.GLOBAL_NAMES_UNRESOLVED,
                        "proxies of Mesh " + mesh.ref() + " do not answer DNS queries, so its workloads cannot resolve"
                                + " names that end with ."
                                + membership.federation().suffix()
                                + "; what a TrafficPolicy sends to other clusters is not concerned");
            }
            List<String> withoutSidecar = reads.must(ambient, mesh.ref());
            if (!withoutSidecar.isEmpty()) {
                tell(
                        NetworkingFinding.AMBIENT_CALLERS,
                        "workloads of Mesh " + mesh.ref()
                                + " in Istio's ambient mode cannot call services of other clusters: "
                                + Names.some(withoutSidecar));
            }
            String others = membership.members().stream()
                    .map(MeshFact::trustDomain)
                    .filter(trustDomain -> !trustDomain.equals(mesh.trustDomain()))
                    .distinct()
                    .sorted()
                    .collect(joining(", "));
            if (!others.isEmpty()) {
                tell(
                        NetworkingFinding.TRUST_DOMAINS_DIFFER,
                        "workloads of Mesh " + mesh.ref() + " have trust domain " + mesh.trustDomain()
                                + " and let in callers of others (" + others
                                + ") only when its configuration says so: caCertificates: [{trustDomains: [" + others
                                + "], pem: the root of these}] in the mesh configuration of cluster " + mesh.cluster());
            }
        }

        private void denyByDefault() {
            SortedMap<ObjectId, ?> gateways = GlobalAccess.gateways(mesh);
            gateways.forEach((id, spec) -> write(id, spec, List.of()));
            for (GatewayFact gateway : mesh.gateways()) {
                if (gateway.labels().isEmpty()) {
                    tell(
                            NetworkingFinding.GATEWAY_WITHOUT_LABELS,
                            "a gateway of Mesh " + mesh.ref() + " has no labels, so nothing can let traffic into it"
                                    + " alone; it is denied");
                }
            }
            for (OtherGatewayFact gateway : mesh.otherGateways()) {
                DestinationRef service = new DestinationRef(
                        mesh.cluster(),
                        gateway.service().namespace(),
                        gateway.service().name());
                if (!gateway.ingress() && !reads.must(opened, service)) {
                    tell(
                            NetworkingFinding.GATEWAY_DENIED,
                            "Service " + gateway.service() + " leads to a gateway of Mesh " + mesh.ref()
                                    + " that is not known as one for visitors from outside; requests to it are denied until"
                                    + " an AccessPolicy on that Service allows them");
                }
            }
            // First the exceptions, then the rule: traffic that comes in is never cut off.
            write(GlobalAccess.denyAll(mesh), GlobalAccess.nothing(), gateways.keySet());
        }

        private void write(ObjectId id, Object spec, Collection<ObjectId> referents) {
            Ref before = drawnBefore.get(id);
            if (before != null && GlobalAccess.isOne(id)) {
                // Two installations in one namespace: the policies of one are those of the other.
                return;
            }
            Optional<String> holder = Optional.ofNullable(before)
                    .map(other -> "Mesh " + other + " has an object of that name")
                    .or(() ->
                            Optional.ofNullable(world.taken(List.of(id), reads).get(id)));
            if (holder.isEmpty()) {
                Ref virtualMesh = membership.virtualMesh();
                Parent parent = new Parent(Subjects.virtualMesh(virtualMesh).apiVersion(), "VirtualMesh", virtualMesh);
                outputs.add(writer.write(id, meta, spec, List.of(parent), referents));
                return;
            }
            String why = NotWritten.sentence(id, holder.get());
            held.add(id);
            failures.add(why);
            tell(NetworkingFinding.NAME_TAKEN, why);
        }

        /** What meshes draw that come before this one on its cluster, by id. */
        private Map<ObjectId, Ref> drawnBefore() {
            Map<ObjectId, Ref> drawn = new HashMap<>();
            for (MeshFact other : reads.must(world.meshesByCluster, mesh.cluster())) {
                if (other.ref().compareTo(mesh.ref()) < 0) {
                    world.membership(other.ref(), reads).ifPresent(theirs -> {
                        if (theirs.globalAccess()) {
                            drawn.put(GlobalAccess.denyAll(other), other.ref());
                            GlobalAccess.gateways(other).keySet().forEach(id -> drawn.put(id, other.ref()));
                        }
                        if (!federation.serverHosts(other.ref(), reads).isEmpty()) {
                            Exports.usable(other, world, reads)
                                    .ifPresent(gateway ->
                                            drawn.put(Exporter.gateway(theirs, other, gateway), other.ref()));
                        }
                    });
                }
            }
            return drawn;
        }

        private void tell(NetworkingFinding code, String message) {
            findings.add(Finding.of(code, Subjects.virtualMesh(membership.virtualMesh()), message)
                    .onTarget(mesh.ref().key())
                    .onCluster(mesh.cluster()));
        }
    }
}
