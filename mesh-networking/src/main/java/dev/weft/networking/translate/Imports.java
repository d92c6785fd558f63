// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.FailoverHost;
import dev.weft.networking.policy.Asked;
import dev.weft.networking.policy.Demand;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.policy.SubsetNames;
import dev.weft.networking.translate.istio.Hosts;
import dev.weft.networking.translate.istio.OutputMeta;
import dev.weft.networking.translate.istio.OutputWriter;
import dev.weft.networking.translate.istio.destination.TargetOutputs;
import dev.weft.networking.translate.istio.mesh.Drawn;
import dev.weft.networking.translate.istio.mesh.Export;
import dev.weft.networking.translate.istio.mesh.ImportPlan;
import dev.weft.networking.translate.istio.mesh.ImportedService;
import dev.weft.networking.translate.istio.mesh.Way;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.derive.UnitMemo;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Draws the outputs by which callers of one cluster reach the services of a namespace of another. */
final class Imports {

    private final World world;
    private final Failovers failovers;
    private final Federation federation;
    private final Sendable sendable;
    private final FoldedIndex<ShardId, ShardId, Demand> demands;
    private final Derivation<ShardId, SubsetNames> subsetNames;
    private final UnitMemo<ImportKey, Ref, ImportPlan, Drawn> units;

    Imports(
            World world,
            Failovers failovers,
            Federation federation,
            Sendable sendable,
            FoldedIndex<ShardId, ShardId, Demand> demands,
            Derivation<ShardId, SubsetNames> subsetNames) {
        this.world = world;
        this.failovers = failovers;
        this.federation = federation;
        this.sendable = sendable;
        this.demands = demands;
        this.subsetNames = subsetNames;
        OutputWriter writer = new OutputWriter();
        this.units = new UnitMemo<>(plan -> ImportedService.of(plan, writer));
    }

    UnitMemo<ImportKey, Ref, ImportPlan, Drawn> units() {
        return units;
    }

    MeshOutputs of(ImportKey key, Reads reads) {
        ShardId place = key.place();
        OutputMeta meta = world.outputMeta(place.cluster(), reads);
        Map<DestinationRef, List<Demand>> wanted = new HashMap<>();
        reads.must(demands, key.services())
                .forEach(demand -> wanted.computeIfAbsent(demand.service(), absent -> new ArrayList<>())
                        .add(demand));
        List<Finding> findings = new ArrayList<>();
        Map<Ref, ImportPlan> plans = new LinkedHashMap<>();
        for (Export export : reads.must(federation.exportsByImport(), key)) {
            List<Demand> own = wanted.getOrDefault(export.target().service(), List.of());
            plans.put(export.target().ref(), plan(export, own, place, meta, findings, reads));
        }
        return gathered(plans, units.group(key, plans), findings);
    }

    private static MeshOutputs gathered(Map<Ref, ImportPlan> plans, Map<Ref, Drawn> results, List<Finding> findings) {
        List<Rendered> outputs = new ArrayList<>();
        List<ObjectId> held = new ArrayList<>();
        SortedMap<Ref, List<String>> failures = new TreeMap<>();
        results.forEach((target, result) -> {
            outputs.addAll(result.outputs());
            ImportPlan plan = plans.get(target);
            if (plan != null) {
                if (plan.export().way() instanceof Way.Unknown) {
                    held.addAll(plan.names());
                }
                Ref virtualMesh = plan.export().virtualMesh();
                result.blocked().forEach((id, why) -> {
                    held.add(id);
                    failures.computeIfAbsent(virtualMesh, absent -> new ArrayList<>())
                            .add(why);
                    findings.add(Finding.of(NetworkingFinding.NAME_TAKEN, Subjects.virtualMesh(virtualMesh), why)
                            .onTarget(target.key())
                            .onCluster(id.cluster()));
                });
            }
        });
        outputs.sort(null);
        return new MeshOutputs(outputs, held, failures, findings);
    }

    private ImportPlan plan(
            Export export, List<Demand> wanted, ShardId place, OutputMeta meta, List<Finding> findings, Reads reads) {
        String ruleName = federation.ruleName(export.target().service(), reads);
        Asked asked = possible(export, place, findings, reads);
        SortedMap<DestinationRef, String> hosts = new TreeMap<>();
        List<ObjectId> referents = new ArrayList<>();
        for (DestinationRef service : asked.services()) {
            hosts.put(service, federation.host(service, place, reads));
            boolean isElsewhere = !service.cluster().equals(place.cluster());
            if (isElsewhere && !service.equals(export.target().service())) {
                referents.addAll(sendable.referents(service, place, reads));
            }
        }
        asked.subsetsSentTo().stream()
                .filter(service -> service.cluster().equals(place.cluster()))
                .map(TargetOutputs::rule)
                .forEach(referents::add);
        SortedMap<Ref, FailoverHost> failoverHosts = new TreeMap<>();
        for (Ref ref : asked.failoverServices()) {
            failovers.offer(ref, reads).ifPresent(offer -> failoverHosts.put(ref, offer.host()));
            referents.addAll(sendable.referents(ref, place, reads));
        }
        return new ImportPlan(
                export,
                asked,
                wanted,
                subsetNames(export, asked, reads),
                new Hosts(hosts, failoverHosts),
                referents,
                federation.address(export.host(), reads),
                place,
                ruleName,
                meta,
                world.taken(ImportPlan.names(place, export.host(), ruleName), reads));
    }

    /** What policies ask for, but for those that send to what these callers cannot call: their requests would fail. */
    private Asked possible(Export export, ShardId place, List<Finding> findings, Reads reads) {
        Sendable.Possible possible =
                sendable.possible(export.target(), export.decision().askedBy(place.cluster()), place, true, reads);
        possible.refused()
                .forEach((policy, errors) ->
                        errors.forEach(error -> findings.add(error.finding(Subjects.trafficPolicy(policy))
                                .onTarget(export.target().ref().key()))));
        return possible.asked();
    }

    private SubsetNames subsetNames(Export export, Asked asked, Reads reads) {
        SubsetNames names = SubsetNames.PLAIN;
        List<DestinationRef> services = new ArrayList<>(asked.subsetsSentTo());
        services.add(export.target().service());
        for (DestinationRef service : services) {
            SubsetNames ofShard = reads.look(subsetNames, service.shard()).orElse(SubsetNames.PLAIN);
            if (!ofShard.others().isEmpty()) {
                names = names.and(ofShard.only(List.of(service)));
            }
        }
        return names;
    }
}
