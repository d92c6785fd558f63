// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.GatewayFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.Membership;
import dev.weft.networking.policy.Need;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.rules.FederationRules;
import dev.weft.networking.rules.GatewayAddressRules;
import dev.weft.networking.translate.istio.mesh.Export;
import dev.weft.networking.translate.istio.mesh.FederatedPort;
import dev.weft.networking.translate.istio.mesh.Way;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.DnsNames;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Decides which services of a shard can be called from which other meshes, and by what. */
final class Exports {

    private final World world;
    private final Ways ways;
    private final DemandedSubsets subsets;
    private final Derivation<ShardId, ShardDecisions> decisions;
    private final FoldedIndex<ShardId, ShardId, Need> needs;
    private final Derivation<Ref, Optional<Exporter>> exporters;

    Exports(
            Graph graph,
            World world,
            Ways ways,
            DemandedSubsets subsets,
            Derivation<ShardId, ShardDecisions> decisions,
            FoldedIndex<ShardId, ShardId, Need> needs) {
        this.world = world;
        this.ways = ways;
        this.subsets = subsets;
        this.decisions = decisions;
        this.needs = needs;
        this.exporters = graph.onDemand("exporters", this::findExporter);
    }

    private Optional<Exporter> findExporter(Ref ref, Reads reads) {
        Optional<Membership> membership = world.membership(ref, reads);
        Optional<MeshFact> mesh = reads.look(world.meshes, ref);
        if (membership.isEmpty() || mesh.isEmpty()) {
            return Optional.empty();
        }
        List<MeshFact> clients = membership.get().clientsOf(mesh.get());
        if (clients.isEmpty() || !membership.get().isFirstOfCluster(mesh.get())) {
            return Optional.empty();
        }
        SortedSet<String> installations = new TreeSet<>();
        reads.must(world.meshesByCluster, mesh.get().cluster()).forEach(other -> installations.add(other.namespace()));
        Optional<GatewayFact> gateway = usable(mesh.get(), world, reads);
        PassedNames passed = gateway.map(it -> PassedNames.at(it, mesh.get().cluster(), world, reads))
                .orElse(PassedNames.NONE);
        return Optional.of(new Exporter(membership.get(), mesh.get(), clients, gateway, passed, installations));
    }

    /**
     * The first gateway that others can call, with the addresses at which they may. One that is there comes before one of which only the
     * last address is known.
     */
    static Optional<GatewayFact> usable(MeshFact mesh, World world, Reads reads) {
        GatewayAddressRules rules = world.gatewayAddresses(reads);
        return mesh.gateways().stream()
                .filter(gateway -> !gateway.labels().isEmpty() && gateway.containerPort() != 0)
                .map(gateway -> new GatewayFact(
                        gateway.labels(),
                        gateway.service(),
                        gateway.addresses().stream()
                                .filter(address -> rules.objection(mesh.cluster(), address.host())
                                        .isEmpty())
                                .toList(),
                        gateway.containerPort(),
                        gateway.lastKnown()))
                .filter(gateway -> !gateway.addresses().isEmpty())
                .min(Comparator.comparing(GatewayFact::lastKnown)); // of several that are alike the first
    }

    ShardExports of(ShardId shard, Reads reads) {
        List<Export> exports = new ArrayList<>();
        Map<DestinationRef, List<Importer>> importers = new HashMap<>();
        Map<Ref, FederatedTo> federated = new HashMap<>();
        Map<Ref, List<String>> missing = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        for (DecidedTarget decided : reads.must(decisions, shard).targets()) {
            TargetFact target = decided.target();
            Optional<Exporter> exporter = decided.isIstio() ? reads.must(exporters, target.mesh()) : Optional.empty();
            if (exporter.isEmpty()) {
                continue;
            }
            List<MeshFact> callers = callers(decided, exporter.get(), reads);
            Optional<Export> export =
                    callers.isEmpty() ? Optional.empty() : export(decided, exporter.get(), findings, reads);
            if (export.isPresent()) {
                exports.add(export.get());
                subsets.missing(export.get(), reads)
                        .forEach(
                                text -> missing.computeIfAbsent(export.get().virtualMesh(), absent -> new ArrayList<>())
                                        .add(text));
                importers.put(
                        target.service(),
                        callers.stream()
                                .map(mesh -> new Importer(mesh.ref(), new ShardId(mesh.cluster(), mesh.namespace())))
                                .toList());
                federated.put(
                        target.ref(),
                        new FederatedTo(
                                export.get().host(),
                                callers.stream().map(MeshFact::ref).sorted().toList(),
                                exporter.get().membership().federation().flatNetwork()));
            }
        }
        return exports.isEmpty() && findings.isEmpty()
                ? ShardExports.NONE
                : new ShardExports(exports, importers, federated, missing, findings);
    }

    /** The meshes from which a target is to be called. */
    private List<MeshFact> callers(DecidedTarget decided, Exporter exporter, Reads reads) {
        FederationRules federation = exporter.membership().federation();
        TargetFact target = decided.target();
        if (federation.isEverything()) {
            return exporter.isInfrastructure(target) ? List.of() : exporter.clients();
        }
        Set<Ref> wanted = new HashSet<>(federation.selectedFor(
                target.service(),
                target.labels(),
                exporter.membership().members().stream().map(MeshFact::ref).toList()));
        Set<String> named = new HashSet<>();
        if (federation.onDemand()) {
            reads.must(needs, target.service().shard()).stream()
                    .filter(need -> need.service().equals(target.service()))
                    .forEach(need -> wanted.add(need.mesh()));
            decided.decision()
                    .acceptedAccess()
                    .forEach(policy -> named.addAll(policy.rules().clusters()));
        }
        return exporter.clients().stream()
                .filter(client -> wanted.contains(client.ref()) || named.contains(client.cluster()))
                .toList();
    }

    private Optional<Export> export(DecidedTarget decided, Exporter exporter, List<Finding> findings, Reads reads) {
        TargetFact target = decided.target();
        DestinationRef service = target.service();
        FederationRules federation = exporter.membership().federation();
        Ref virtualMesh = exporter.membership().virtualMesh();
        String host = HostNames.federated(service, federation.suffix());
        List<FederatedPort> ports = FederatedPort.of(target.ports());
        if (ports.isEmpty()) {
            Ways.notFederated(target, virtualMesh, "it has no TCP port", findings);
            return Optional.empty();
        }
        if (target.ambient().isPresent()) {
            Ways.notFederated(
                    target,
                    virtualMesh,
                    "pods behind it are in Istio's ambient mode, where nobody speaks the mutual TLS of sidecars on other"
                            + " clusters",
                    findings);
            return Optional.empty();
        }
        if (!DnsNames.isSubdomain(host)) {
            Ways.notFederated(target, virtualMesh, "its global name " + host + " would be too long for DNS", findings);
            return Optional.empty();
        }
        Optional<Way> way = ways.of(target, ports, exporter, findings, reads);
        if (way.isEmpty()) {
            return Optional.empty();
        }
        Optional<List<String>> identities = identities(target, exporter, host, findings, reads);
        if (identities.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Export(
                target,
                decided.decision(),
                virtualMesh,
                host,
                ways.serverHost(target, reads),
                ports,
                identities.get(),
                way.get()));
    }

    /** Who may answer for a service; says so where that is not known. */
    private Optional<List<String>> identities(
            TargetFact target, Exporter exporter, String host, List<Finding> findings, Reads reads) {
        Membership membership = exporter.membership();
        Identities identities = Identities.of(
                target,
                exporter.mesh().trustDomain(),
                host,
                membership.federation().allowUnknownIdentities(),
                world,
                reads);
        String consequence = switch (identities.basis()) {
            case KNOWN -> "";
            case MESH_UNKNOWN ->
                ", as its whole mesh; only pods without a service account of their own are taken for it when it is"
                        + " called from other meshes";
            case SERVICE_UNKNOWN -> ", so nobody can tell who may answer for it; it cannot be called from other meshes";
        };
        if (!consequence.isEmpty()) {
            findings.add(Finding.of(
                            NetworkingFinding.IDENTITY_UNKNOWN,
                            Subjects.virtualMesh(membership.virtualMesh()),
                            "service " + target.service() + " has no known workload" + consequence)
                    .onTarget(target.ref().key())
                    .onCluster(target.service().cluster()));
        }
        return identities.accepted();
    }

    /** A mesh whose services may be called from others; empty for one whose may not. */
    Optional<Exporter> exporter(Ref mesh, Reads reads) {
        return reads.must(exporters, mesh);
    }
}
