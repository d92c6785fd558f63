// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.WorkloadFact;
import dev.weft.networking.policy.Backing;
import dev.weft.networking.policy.Demand;
import dev.weft.networking.translate.istio.mesh.Export;
import dev.weft.networking.translate.istio.mesh.Way;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** The subsets that policies send to, by service. */
final class DemandedSubsets {

    private final World world;
    private final SubsetRules rules;
    private final Derivation<ShardId, Map<DestinationRef, Set<SortedMap<String, String>>>> byService;

    DemandedSubsets(Graph graph, World world, SubsetRules rules, FoldedIndex<ShardId, ShardId, Demand> demands) {
        this.world = world;
        this.rules = rules;
        byService = graph.derive("demandedSubsets", demands, (shard, reads) -> {
            Map<DestinationRef, Set<SortedMap<String, String>>> subsets = new HashMap<>();
            reads.must(demands, shard)
                    .forEach(demand -> subsets.computeIfAbsent(demand.service(), absent -> new LinkedHashSet<>())
                            .add(demand.subset()));
            return subsets;
        });
    }

    /** The labels of each, as first met. */
    Set<SortedMap<String, String>> of(DestinationRef service, Reads reads) {
        return reads.look(byService, service.shard())
                .map(subsets -> subsets.getOrDefault(service, Set.of()))
                .orElse(Set.of());
    }

    /** Those that are not there for callers on other clusters, one sentence each; only what is certain. */
    List<String> missing(Export export, Reads reads) {
        DestinationRef service = export.target().service();
        Set<SortedMap<String, String>> demanded = of(service, reads);
        List<String> missing = new ArrayList<>();
        if (demanded.isEmpty()) {
            return missing;
        }
        String where = " of service " + service + " on cluster " + service.cluster() + ": ";
        if (export.way() instanceof Way.ThroughGateway) {
            for (SortedMap<String, String> subset : demanded) {
                rules.objection(service, subset, Optional.empty(), reads)
                        .ifPresent(why ->
                                missing.add(why + "; add it there, or rename that rule so that ours is written"));
            }
        }
        List<WorkloadFact> workloads = reads.look(world.workloads, service.shard()).orElse(List.of()).stream()
                .filter(workload -> Backing.isBehind(export.target(), workload))
                .toList();
        for (SortedMap<String, String> subset : demanded) {
            boolean isThere = workloads.stream()
                    .anyMatch(workload -> workload.podLabels().entrySet().containsAll(subset.entrySet()));
            if (!workloads.isEmpty() && !isThere) {
                missing.add("subset " + subset + where
                        + "no workload has these labels; deploy one, or correct the TrafficPolicy that sends there");
            }
        }
        return missing;
    }
}
