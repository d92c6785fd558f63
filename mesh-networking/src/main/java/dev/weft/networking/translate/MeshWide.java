// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import dev.weft.api.discovery.OwnAnnotations;
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
import dev.weft.networking.rules.TrustRules;
import dev.weft.networking.translate.GatewayExemptions.Standing;
import dev.weft.networking.translate.istio.NotWritten;
import dev.weft.networking.translate.istio.OutputMeta;
import dev.weft.networking.translate.istio.OutputWriter;
import dev.weft.networking.translate.istio.mesh.EastWestGateway;
import dev.weft.networking.translate.istio.mesh.Exemption;
import dev.weft.networking.translate.istio.mesh.GlobalAccess;
import dev.weft.runtime.derive.FoldedIndex;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Draws the outputs of a mesh as a whole: the Gateway for calls from other clusters, and what denies access by default. */
final class MeshWide {

    private static final int MANY_EXPORTS = 50;

    private final World world;
    private final Federation federation;
    private final FoldedIndex<Ref, Ref, FailoverReach.Passed> forFailover;
    private final FoldedIndex<ShardId, Ref, String> ambient;
    private final GatewayExemptions exemptions;
    private final TrustDomains trustDomains;
    private final OutputWriter writer = new OutputWriter();

    /** @param ambient names of workloads in ambient mode, by Mesh; see {@link #ambient} */
    MeshWide(
            World world,
            Federation federation,
            FoldedIndex<Ref, Ref, FailoverReach.Passed> forFailover,
            FoldedIndex<ShardId, Ref, String> ambient,
            GatewayExemptions exemptions,
            TrustDomains trustDomains) {
        this.world = world;
        this.ambient = ambient;
        this.federation = federation;
        this.forFailover = forFailover;
        this.exemptions = exemptions;
        this.trustDomains = trustDomains;
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
            trustDomains
                    .lack(mesh, membership.members(), membership.trust(), reads)
                    .ifPresent(this::warnAboutTrustDomains);
        }

        private void warnAboutTrustDomains(TrustDomains.Lack lack) {
            String others = String.join(", ", lack.trustDomains());
            String agent = lack.asked();
            if (agent.isEmpty() && membership.trust() instanceof TrustRules.Shared) {
                agent = TrustRules.FIELD + ".letInTrustDomains of the VirtualMesh has the agent there write it";
            }
            tell(
                    NetworkingFinding.TRUST_DOMAINS_DIFFER,
                    "workloads of Mesh " + mesh.ref() + " have trust domain " + mesh.trustDomain()
                            + " and let in callers of others (" + others
                            + ") only when its configuration says so: caCertificates: [{trustDomains: [" + others
                            + "], pem: the root of these}] in " + lack.configuration()
                            + (agent.isEmpty() ? "" : "; " + agent));
        }

        private void denyByDefault() {
            Set<ObjectId> told = denyingBefore()
                    .flatMap(other -> exemptions.of(other.ref(), reads).stream())
                    .map(decided -> decided.exemption().id())
                    .collect(toSet());
            List<ObjectId> letIn = new ArrayList<>();
            for (GatewayExemptions.Decided decided : exemptions.of(mesh.ref(), reads)) {
                ObjectId id = decided.exemption().id();
                if (!told.contains(id)) {
                    tell(decided);
                }
                switch (decided.standing()) {
                    case Standing.Written written -> {
                        write(id, decided.exemption().spec(), List.of());
                        letIn.add(id);
                    }
                    case Standing.Unknown unknown -> held.add(id);
                    case Standing.LeftToPolicies left -> {}
                    case Standing.ReachesFurther further -> {}
                }
            }
            for (GatewayFact gateway : mesh.gateways()) {
                if (gateway.labels().isEmpty()) {
                    tell(
                            NetworkingFinding.GATEWAY_WITHOUT_LABELS,
                            "a gateway of Mesh " + mesh.ref() + " has no labels, so nothing can let traffic into it"
                                    + " alone; it is denied");
                }
            }
            tellOfDenied();
            if (mesh.otherGateways().isEmpty()) {
                holdStanding();
            }
            // First the exceptions, then the rule: traffic that comes in is never cut off.
            write(GlobalAccess.denyAll(mesh), GlobalAccess.nothing(), letIn);
        }

        /** Nobody can tell which other gateways there are: what lets visitors in stays, by whatever name it was written. */
        private void holdStanding() {
            held.addAll(exemptions.undecided(mesh.cluster(), reads));
            tell(
                    NetworkingFinding.GATEWAYS_UNREADABLE,
                    "annotation " + OwnAnnotations.OTHER_GATEWAYS + " of Mesh " + mesh.ref()
                            + " is no list of gateways, so nobody can tell which ones are for visitors; what lets"
                            + " requests into gateways of cluster " + mesh.cluster() + " stays as it is");
        }

        private void tell(GatewayExemptions.Decided decided) {
            Exemption exemption = decided.exemption();
            String gateway = exemption
                    .other()
                    .map(other -> "the gateway behind Service " + other.service())
                    .orElse("the gateway with labels " + exemption.labels() + " in namespace "
                            + exemption.id().namespace());
            switch (decided.standing()) {
                case Standing.Written written
                when !written.besides().isEmpty() ->
                    tell(
                            NetworkingFinding.GATEWAY_LABELS_SHARED,
                            "requests to " + workloads(written.besides()) + " are allowed although access is denied by"
                                    + " default: they carry the labels of " + gateway + " of Mesh " + mesh.ref()
                                    + ", and a policy in the root namespace of Istio that lets its visitors in reaches"
                                    + " into all namespaces");
                case Standing.Written written -> {}
                case Standing.LeftToPolicies left ->
                    tell(
                            NetworkingFinding.GATEWAY_LEFT_TO_POLICIES,
                            gateway + " of Mesh " + mesh.ref()
                                    + " is for visitors, and an AccessPolicy is about its pods: requests to it are denied"
                                    + " unless an AccessPolicy allows them");
                case Standing.ReachesFurther further ->
                    tell(
                            NetworkingFinding.GATEWAY_LABELS_SHARED,
                            gateway + " of Mesh " + mesh.ref() + " is denied, because of "
                                    + workloads(further.workloads()) + ", which carry its labels "
                                    + exemption.labels()
                                    + ": a policy in the root namespace of Istio that lets visitors into it would let"
                                    + " everybody into them too");
                case Standing.Unknown unknown ->
                    tell(
                            NetworkingFinding.SOURCE_UNKNOWN,
                            "whether workloads of other namespaces carry the labels " + exemption.labels() + " of "
                                    + gateway + " of Mesh " + mesh.ref() + " cannot be told, so "
                                    + exemption.id().words() + " stays as it is: " + unknown.why());
            }
        }

        private static String workloads(List<DestinationRef> workloads) {
            return (workloads.size() == 1 ? "workload " : "workloads ")
                    + Names.some(workloads.stream()
                            .map(workload -> workload.namespace() + "/" + workload.name())
                            .toList());
        }

        /** The meshes of its cluster that come before it and deny access too: what concerns several, the first one tells. */
        private Stream<MeshFact> denyingBefore() {
            return exemptions
                    .denying(mesh.cluster(), reads)
                    .filter(other -> other.ref().compareTo(mesh.ref()) < 0);
        }

        /** Of gateways that nothing lets through; of one that several meshes have the first tells. */
        private void tellOfDenied() {
            Set<Ref> told = new HashSet<>();
            denyingBefore()
                    .flatMap(other -> other.knownOtherGateways().stream())
                    .forEach(gateway -> told.add(gateway.service()));
            exemptions.of(mesh.ref(), reads).stream()
                    .flatMap(decided -> decided.exemption().other().stream())
                    .forEach(gateway -> told.add(gateway.service()));
            for (OtherGatewayFact gateway : mesh.knownOtherGateways()) {
                if (told.add(gateway.service()) && exemptions.isDenied(gateway, mesh, reads)) {
                    tell(
                            NetworkingFinding.GATEWAY_DENIED,
                            "Service " + gateway.service() + " leads to a gateway of Mesh " + mesh.ref()
                                    + " that is not known as one for visitors from outside, and no AccessPolicy allows"
                                    + " requests to it; they are denied");
                }
            }
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
                            exemptions.of(other.ref(), reads).stream()
                                    .filter(GatewayExemptions.Decided::isWritten)
                                    .map(decided -> decided.exemption().id())
                                    .forEach(id -> drawn.put(id, other.ref()));
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
