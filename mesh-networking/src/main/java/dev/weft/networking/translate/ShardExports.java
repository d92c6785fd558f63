// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.translate.istio.mesh.Export;
import dev.weft.networking.translate.istio.mesh.VirtualAddresses;
import dev.weft.networking.translate.istio.mesh.Way;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The services of one shard that can be called from other clusters.
 *
 * @param exports ordered by service
 * @param importers where the outputs for callers go, by service
 * @param missingSubsets subsets of the exports that are sent to and not there, one sentence each, by VirtualMesh
 * @param federated how each target is called from other meshes, by TrafficTarget
 */
public record ShardExports(
        List<Export> exports,
        Map<DestinationRef, List<Importer>> importers,
        Map<Ref, FederatedTo> federated,
        Map<Ref, List<String>> missingSubsets,
        List<Finding> findings) {

    public static final ShardExports NONE = new ShardExports(List.of(), Map.of(), Map.of(), Map.of(), List.of());

    public ShardExports {
        exports = List.copyOf(exports);
        importers = Map.copyOf(importers);
        federated = Map.copyOf(federated);
        missingSubsets = Map.copyOf(missingSubsets);
        findings = List.copyOf(findings);
    }

    /** How callers come to a service. */
    Optional<Way> way(DestinationRef service) {
        return exports.stream()
                .filter(export -> export.target().service().equals(service))
                .findFirst()
                .map(Export::way);
    }

    /** The exports by what is computed together for them. */
    Map<ImportKey, List<Export>> byImport() {
        Map<ImportKey, List<Export>> byImport = new HashMap<>();
        for (Export export : exports) {
            DestinationRef service = export.target().service();
            for (Importer importer : importers.getOrDefault(service, List.of())) {
                byImport.computeIfAbsent(new ImportKey(importer.place(), service.shard()), absent -> new ArrayList<>())
                        .add(export);
            }
        }
        return byImport;
    }

    /** The names by which gateways know the exports that are called through them, by Mesh. */
    Map<Ref, List<String>> serverHosts() {
        Map<Ref, List<String>> hosts = new HashMap<>();
        exports.stream()
                .filter(export -> export.way() instanceof Way.ThroughGateway)
                .forEach(export -> hosts.computeIfAbsent(export.target().mesh(), absent -> new ArrayList<>())
                        .add(export.serverHost()));
        return hosts;
    }

    /** How many there are, by Mesh. */
    Map<Ref, List<Integer>> counts() {
        Map<Ref, List<Integer>> counts = new HashMap<>();
        exports.forEach(export -> counts.merge(
                export.target().mesh(), List.of(1), (one, other) -> List.of(one.getFirst() + other.getFirst())));
        return counts;
    }

    /** The names that need an address. */
    List<VirtualAddresses.Name> names() {
        return exports.stream()
                .map(export -> {
                    DestinationRef service = export.target().service();
                    return VirtualAddresses.Name.ofService(
                            export.host(), service.name(), service.namespace(), service.cluster());
                })
                .toList();
    }

    /** The services by the name that the reference gave to their rules on other clusters; two may share one. */
    Map<String, List<DestinationRef>> byRuleName() {
        Map<String, List<DestinationRef>> byName = new HashMap<>();
        exports.forEach(export -> {
            DestinationRef service = export.target().service();
            byName.computeIfAbsent(HostNames.rule(service), absent -> new ArrayList<>())
                    .add(service);
        });
        return byName;
    }
}
