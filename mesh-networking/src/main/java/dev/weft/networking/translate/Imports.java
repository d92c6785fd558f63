// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.FailoverHost;
import dev.weft.networking.policy.Asked;
import dev.weft.networking.policy.Demand;
import dev.weft.networking.policy.Destination;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.policy.SubsetNames;
import dev.weft.networking.rules.FederationRules;
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
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Draws the outputs by which callers of one cluster reach the services of a namespace of another. */
final class Imports {

    private final World world;
    private final Knowing knowing;
    private final Failovers failovers;
    private final FailoverOutputs failoverOutputs;
    private final Federation federation;
    private final FoldedIndex<ShardId, ShardId, Demand> demands;
    private final Derivation<ShardId, SubsetNames> subsetNames;
    private final UnitMemo<ImportKey, Ref, ImportPlan, Drawn> units;

    Imports(
            World world,
            Knowing knowing,
            Failovers failovers,
            FailoverOutputs failoverOutputs,
            Federation federation,
            FoldedIndex<ShardId, ShardId, Demand> demands,
            Derivation<ShardId, SubsetNames> subsetNames) {
        this.world = world;
        this.knowing = knowing;
        this.failovers = failovers;
        this.failoverOutputs = failoverOutputs;
        this.federation = federation;
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
            String host = host(service, place, reads);
            hosts.put(service, host);
            boolean isElsewhere = !service.cluster().equals(place.cluster());
            if (isElsewhere && !service.equals(export.target().service())) {
                referents.addAll(federation.referents(service, host, place, reads));
            }
        }
        asked.subsetsSentTo().stream()
                .filter(service -> service.cluster().equals(place.cluster()))
                .map(TargetOutputs::rule)
                .forEach(referents::add);
        SortedMap<Ref, FailoverHost> failoverHosts = new TreeMap<>();
        for (Ref ref : asked.failoverServices()) {
            failovers.offer(ref, reads).ifPresent(offer -> failoverHosts.put(ref, offer.host()));
            offeredAt(ref, place, reads)
                    .ifPresent(mesh -> referents.addAll(failoverOutputs.referents(ref, mesh, reads)));
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

    /** The name of a service as the callers know it. */
    private String host(DestinationRef service, ShardId place, Reads reads) {
        if (service.cluster().equals(place.cluster())) {
            return HostNames.local(service, world.domain(service.cluster(), reads));
        }
        String suffix = knowing.service(service, reads) instanceof Destination.Known known
                ? world.suffix(known.mesh(), reads)
                : FederationRules.DEFAULT_SUFFIX;
        return HostNames.federated(service, suffix);
    }

    /** What policies ask for, but for those that send to what these callers cannot call: their requests would fail. */
    private Asked possible(Export export, ShardId place, List<Finding> findings, Reads reads) {
        Asked asked = export.decision().askedBy(place.cluster());
        SortedSet<Ref> impossible = new TreeSet<>();
        for (DestinationRef service : asked.services()) {
            if (!service.cluster().equals(place.cluster()) && !federation.isImported(service, place, reads)) {
                asked.policiesSendingTo(service).forEach(policy -> {
                    impossible.add(policy);
                    findings.add(notApplied(export, place, policy, "service " + service));
                });
            }
        }
        for (Ref failoverService : asked.failoverServices()) {
            if (offeredAt(failoverService, place, reads).isEmpty()) {
                asked.policiesSendingTo(failoverService).forEach(policy -> {
                    impossible.add(policy);
                    findings.add(notApplied(export, place, policy, "FailoverService " + failoverService));
                });
            }
        }
        return asked.without(impossible);
    }

    private static Finding notApplied(Export export, ShardId place, Ref policy, String destination) {
        return Finding.of(
                        NetworkingFinding.DESTINATION_NOT_FEDERATED,
                        Subjects.trafficPolicy(policy),
                        "is not applied to calls of service " + export.target().service() + " from cluster "
                                + place.cluster() + ": it sends to " + destination
                                + ", which cannot be called from there")
                .onTarget(export.target().ref().key())
                .onCluster(place.cluster());
    }

    /** The mesh of a cluster from which a FailoverService can be called. */
    private Optional<Ref> offeredAt(Ref failoverService, ShardId place, Reads reads) {
        return failovers.offer(failoverService, reads).stream()
                .flatMap(offer -> offer.meshes().stream())
                .filter(mesh -> world.meshCluster(mesh, reads).equals(place.cluster()))
                .findFirst();
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
