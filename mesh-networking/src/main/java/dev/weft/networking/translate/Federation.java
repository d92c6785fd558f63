// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.Comparator.naturalOrder;

import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.policy.Destination;
import dev.weft.networking.rules.FederationRules;
import dev.weft.networking.translate.istio.mesh.Export;
import dev.weft.networking.translate.istio.mesh.ImportPlan;
import dev.weft.networking.translate.istio.mesh.VirtualAddresses;
import dev.weft.runtime.derive.Cell;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Answers questions about services that are called from other clusters. */
final class Federation {

    private final World world;
    private final Knowing knowing;
    private final Failovers failovers;
    private final FoldedIndex<ShardId, ImportKey, Export> exportsByImport;
    private final FoldedIndex<ShardId, Ref, String> serverHosts;
    private final FoldedIndex<ShardId, Ref, Integer> counts;
    private final FoldedIndex<ShardId, String, DestinationRef> byRuleName;
    private final FoldedIndex<ShardId, Cell.Only, VirtualAddresses.Name> names;
    private final Derivation<DestinationRef, List<Importer>> importers;
    private final Derivation<Cell.Only, Map<String, String>> addresses;
    private final Derivation<String, String> address;
    private final Derivation<DestinationRef, String> ruleNames;
    private final Derivation<Cell.Only, Boolean> anyVirtualMeshNotInEffect;

    Federation(
            Graph graph, World world, Knowing knowing, Failovers failovers, Derivation<ShardId, ShardExports> exports) {
        this.world = world;
        this.knowing = knowing;
        this.failovers = failovers;
        exportsByImport = graph.fold("exportsByImport", exports, ShardExports::byImport, Export.ORDER);
        serverHosts = graph.fold("serverHosts", exports, ShardExports::serverHosts, naturalOrder());
        counts = graph.fold("exportCounts", exports, ShardExports::counts, naturalOrder());
        byRuleName = graph.fold("byRuleName", exports, ShardExports::byRuleName, naturalOrder());
        names = graph.fold("federatedNames", exports, Federation::names, naturalOrder());
        importers = graph.onDemand(
                "importers",
                (service, reads) -> reads.look(exports, service.shard())
                        .map(shard -> shard.importers().getOrDefault(service, List.of()))
                        .orElse(List.of()));
        addresses = graph.onDemand("virtualAddresses", (only, reads) -> addresses(reads));
        address = graph.onDemand(
                "virtualAddress",
                (host, reads) -> reads.must(addresses, Cell.Only.VALUE).getOrDefault(host, ""));
        ruleNames = graph.onDemand("ruleNames", this::findRuleName);
        anyVirtualMeshNotInEffect =
                graph.onDemand("anyVirtualMeshNotInEffect", (only, reads) -> world.anyVirtualMeshNotInEffect(reads));
    }

    private static Map<Cell.Only, List<VirtualAddresses.Name>> names(ShardExports exports) {
        return exports.exports().isEmpty() ? Map.of() : Map.of(Cell.Only.VALUE, exports.names());
    }

    /** What is computed together, and the services that it is for. */
    FoldedIndex<ShardId, ImportKey, Export> exportsByImport() {
        return exportsByImport;
    }

    /** How many services of a mesh can be called from others. */
    int exportsOf(Ref mesh, Reads reads) {
        return reads.must(counts, mesh).stream().mapToInt(Integer::intValue).sum();
    }

    /** The names by which gateways know the services of a mesh that are called through them, ordered. */
    List<String> serverHosts(Ref mesh, Reads reads) {
        return reads.must(serverHosts, mesh);
    }

    /** Whether callers whose outputs go to {@code place} can call a service of another cluster. */
    boolean isImported(DestinationRef service, ShardId place, Reads reads) {
        return reads.must(importers, service).stream()
                .anyMatch(importer -> importer.place().equals(place));
    }

    /** The name of a service as callers of another cluster know it. */
    String host(DestinationRef service, ShardId place, Reads reads) {
        if (service.cluster().equals(place.cluster())) {
            return HostNames.local(service, world.domain(service.cluster(), reads));
        }
        String suffix = knowing.service(service, reads) instanceof Destination.Known known
                ? world.suffix(known.mesh(), reads)
                : FederationRules.DEFAULT_SUFFIX;
        return HostNames.federated(service, suffix);
    }

    /**
     * Whether an entry of ours stays although nothing wants it, because the VirtualMesh or FailoverService that did is not in effect now; of
     * one that names none, as 0.12 wrote them, nobody knows.
     */
    boolean isKept(ConfigFact entry, Reads reads) {
        return entry.parents().isEmpty()
                ? reads.must(anyVirtualMeshNotInEffect, Cell.Only.VALUE)
                : entry.parents().stream().anyMatch(parent -> isNotInEffect(parent, reads));
    }

    private boolean isNotInEffect(Parent parent, Reads reads) {
        return switch (parent.kind()) {
            case "VirtualMesh" ->
                reads.look(world.virtualMeshes, parent.ref()).isPresent()
                        && !world.virtualMesh(parent.ref(), reads).isAccepted();
            case "FailoverService" ->
                reads.look(world.failoverServices, parent.ref()).isPresent()
                        && !failovers.decision(parent.ref(), reads).isAccepted();
            default -> false;
        };
    }

    /** What must be in effect before a mesh can send to a service of another cluster by its global name. */
    List<ObjectId> referents(DestinationRef service, String host, ShardId place, Reads reads) {
        return List.of(ImportPlan.serviceEntry(place, host), ImportPlan.rule(place, ruleName(service, reads)));
    }

    /** The name of the rules of a service on other clusters: that of the reference, or the global name where two share that. */
    String ruleName(DestinationRef service, Reads reads) {
        return reads.must(ruleNames, service);
    }

    /** Whether rules of a service on other clusters have that name. */
    boolean isRuleName(String name, Reads reads) {
        return !reads.must(byRuleName, name).isEmpty();
    }

    private String findRuleName(DestinationRef service, Reads reads) {
        String name = HostNames.rule(service);
        List<DestinationRef> sharing = reads.must(byRuleName, name);
        return sharing.isEmpty() || sharing.getFirst().equals(service)
                ? name
                : service.name() + "." + service.namespace() + "." + service.cluster();
    }

    /** The virtual address of a global name. */
    String address(String host, Reads reads) {
        return reads.must(address, host);
    }

    private Map<String, String> addresses(Reads reads) {
        List<VirtualAddresses.Name> all = new ArrayList<>(reads.must(names, Cell.Only.VALUE));
        all.addAll(failovers.names(reads));
        all.sort(naturalOrder());
        Map<String, List<String>> held = new HashMap<>();
        for (VirtualAddresses.Name name : all) {
            List<ConfigFact> entries = world.ownEntries(name.host(), reads);
            if (!entries.isEmpty()) {
                List<String> known = new ArrayList<>();
                entries.forEach(entry -> known.addAll(entry.addresses()));
                held.put(name.host(), known);
            }
        }
        return VirtualAddresses.of(all, held);
    }
}
