// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ConfigShard;
import dev.weft.networking.input.FailoverHost;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.Demand;
import dev.weft.networking.policy.Destination;
import dev.weft.networking.policy.Owned;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.policy.SubsetNames;
import dev.weft.networking.policy.TrustDomain;
import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.FederationRules;
import dev.weft.networking.rules.MirrorAction;
import dev.weft.networking.rules.ShiftAction;
import dev.weft.networking.translate.istio.Hosts;
import dev.weft.networking.translate.istio.OutputMeta;
import dev.weft.networking.translate.istio.OutputWriter;
import dev.weft.networking.translate.istio.destination.TargetOutputs;
import dev.weft.networking.translate.istio.destination.TargetPlan;
import dev.weft.networking.translate.smi.SmiOutputs;
import dev.weft.networking.translate.smi.SmiPlan;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.derive.UnitMemo;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.GroupKind;
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
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes the outputs of all targets of a shard, and says what became of each policy on each of them. */
final class Outputs {

    private final World world;
    private final Knowing knowing;
    private final Failovers failovers;
    private final FailoverOutputs failoverOutputs;
    private final Federation federation;
    private final Derivation<ShardId, ShardDecisions> decisions;
    private final FoldedIndex<ShardId, ShardId, Demand> demands;
    private final Derivation<ShardId, SubsetNames> subsetNames;
    private final UnitMemo<ShardId, Ref, TargetPlan, TargetOutputs> units;
    private final UnitMemo<ShardId, Ref, SmiPlan, TargetOutputs> smiUnits;

    Outputs(
            World world,
            Knowing knowing,
            Failovers failovers,
            FailoverOutputs failoverOutputs,
            Federation federation,
            Derivation<ShardId, ShardDecisions> decisions,
            FoldedIndex<ShardId, ShardId, Demand> demands,
            Derivation<ShardId, SubsetNames> subsetNames,
            boolean whenAsked) {
        this.world = world;
        this.knowing = knowing;
        this.failovers = failovers;
        this.failoverOutputs = failoverOutputs;
        this.federation = federation;
        this.decisions = decisions;
        this.demands = demands;
        this.subsetNames = subsetNames;
        OutputWriter writer = new OutputWriter();
        this.units = new UnitMemo<>(plan -> TargetOutputs.of(plan, writer, whenAsked));
        this.smiUnits = new UnitMemo<>(plan -> SmiOutputs.of(plan, writer));
    }

    UnitMemo<ShardId, Ref, TargetPlan, TargetOutputs> units() {
        return units;
    }

    void forget(ShardId shard) {
        units.forget(shard);
        smiUnits.forget(shard);
    }

    ShardOutputs of(ShardId shard, Reads reads) {
        ShardDecisions decided = reads.must(decisions, shard);
        Scope scope = reads.of(world.scope);
        OutputMeta meta = world.outputMeta(shard.cluster(), reads);
        ConfigShard existing = reads.look(world.configs, shard).orElse(ConfigShard.EMPTY);
        Map<DestinationRef, List<Demand>> demandsByService = new HashMap<>();
        reads.must(demands, shard)
                .forEach(demand -> demandsByService
                        .computeIfAbsent(demand.service(), absent -> new ArrayList<>())
                        .add(demand));
        ShardCollector collected = new ShardCollector(existing);
        Map<Ref, TargetPlan> plans = new LinkedHashMap<>();
        Map<Ref, SmiPlan> smiPlans = new LinkedHashMap<>();
        for (DecidedTarget target : decided.targets()) {
            if (target.isIstio()) {
                List<Demand> wanted =
                        demandsByService.getOrDefault(target.target().service(), List.of());
                plans.put(target.target().ref(), plan(target, wanted, meta, existing, scope, collected, reads));
            } else if (target.isOsm()) {
                smiPlans.put(target.target().ref(), smiPlan(target, meta, existing, scope));
            } else {
                collected.leave(target);
            }
        }
        Map<Ref, TargetOutputs> outputs = new HashMap<>(units.group(shard, plans));
        outputs.putAll(smiUnits.group(shard, smiPlans));
        for (DecidedTarget target : decided.targets()) {
            collected.add(
                    target, Optional.ofNullable(outputs.get(target.target().ref())));
        }
        return collected.outputs();
    }

    private TargetPlan plan(
            DecidedTarget decided,
            List<Demand> wanted,
            OutputMeta meta,
            ConfigShard existing,
            Scope scope,
            ShardCollector collected,
            Reads reads) {
        TargetFact target = decided.target();
        SortedMap<DestinationRef, String> hosts = new TreeMap<>();
        hosts.put(
                target.service(),
                HostNames.local(target.service(), world.domain(target.service().cluster(), reads)));
        SortedMap<Ref, FailoverHost> failovers = new TreeMap<>();
        List<ObjectId> elsewhere = new ArrayList<>();
        decided.decision().routes().stream()
                .flatMap(route -> route.actions().stream())
                .forEach(owned -> look(owned, target, hosts, failovers, elsewhere, collected, reads));
        SortedMap<String, List<String>> trustDomains = new TreeMap<>();
        decided.decision().acceptedAccess().stream()
                .flatMap(policy -> policy.rules().clusters().stream())
                .forEach(name -> {
                    if (knowing.trustDomain(name, reads) instanceof TrustDomain.Known known) {
                        trustDomains.put(name, known.names());
                    }
                });
        return new TargetPlan(
                target,
                decided.decision(),
                wanted,
                subsetNames(decided, reads),
                new Hosts(hosts, failovers),
                elsewhere,
                trustDomains,
                replaced(target, trustDomains, reads),
                knowing.waypointPrincipals(target, reads),
                reads.of(world.settings).tlsMode(),
                meta,
                taken(target, existing, scope),
                withoutRule(decided, existing, scope, reads));
    }

    private Set<String> replaced(TargetFact target, SortedMap<String, List<String>> trustDomains, Reads reads) {
        return trustDomains.values().stream()
                .flatMap(List::stream)
                .filter(trustDomain -> knowing.isReplaced(trustDomain, target.mesh(), reads))
                .collect(Collectors.toSet());
    }

    private void look(
            Owned<Action.OnRoute> owned,
            TargetFact target,
            SortedMap<DestinationRef, String> hosts,
            SortedMap<Ref, FailoverHost> failovers,
            List<ObjectId> elsewhere,
            ShardCollector collected,
            Reads reads) {
        if (owned.action() instanceof MirrorAction mirror) {
            look(mirror.service(), owned.policy(), "spec.mirror", target, hosts, elsewhere, collected, reads);
        } else if (owned.action() instanceof ShiftAction shift) {
            for (ShiftAction.Weighted weighted : shift.destinations()) {
                switch (weighted.to()) {
                    case ShiftAction.To.Service to ->
                        look(
                                to.service(),
                                owned.policy(),
                                weighted.field(),
                                target,
                                hosts,
                                elsewhere,
                                collected,
                                reads);
                    case ShiftAction.To.Failover to ->
                        this.failovers.offer(to.failoverService(), reads).ifPresent(offer -> {
                            failovers.put(to.failoverService(), offer.host());
                            elsewhere.addAll(failoverOutputs.referents(to.failoverService(), target.mesh(), reads));
                        });
                }
            }
        }
    }

    private void look(
            DestinationRef service,
            Ref policy,
            String field,
            TargetFact target,
            SortedMap<DestinationRef, String> hosts,
            List<ObjectId> elsewhere,
            ShardCollector collected,
            Reads reads) {
        if (service.cluster().equals(target.service().cluster())) {
            hosts.put(service, HostNames.local(service, world.domain(service.cluster(), reads)));
            return;
        }
        String suffix = knowing.service(service, reads) instanceof Destination.Known known
                ? world.suffix(known.mesh(), reads)
                : FederationRules.DEFAULT_SUFFIX;
        String host = HostNames.federated(service, suffix);
        hosts.put(service, host);
        Optional<ShardId> place = federation.place(service, target.mesh(), reads);
        if (place.isPresent()) {
            elsewhere.addAll(federation.referents(service, host, place.get(), reads));
            return;
        }
        collected.add(Finding.of(
                        NetworkingFinding.DESTINATION_NOT_FEDERATED,
                        Subjects.trafficPolicy(policy),
                        "sends traffic of cluster " + target.service().cluster() + " to service " + service
                                + " by the global name " + host
                                + ", by which it cannot be called from there")
                .onTarget(target.ref().key())
                .onCluster(target.service().cluster())
                .at(field));
    }

    private static SortedMap<GroupKind, String> taken(TargetFact target, ConfigShard existing, Scope scope) {
        SortedMap<GroupKind, String> taken = new TreeMap<>();
        taken(TargetOutputs.names(target), existing, scope).forEach((id, holder) -> taken.put(id.kind(), holder));
        return taken;
    }

    private static SortedMap<ObjectId, String> taken(List<ObjectId> names, ConfigShard existing, Scope scope) {
        SortedMap<ObjectId, String> taken = new TreeMap<>();
        for (ObjectId id : names) {
            existing.of(id).flatMap(object -> scope.holder(object)).ifPresent(holder -> taken.put(id, holder));
        }
        return taken;
    }

    private static SmiPlan smiPlan(DecidedTarget decided, OutputMeta meta, ConfigShard existing, Scope scope) {
        List<ObjectId> names =
                SmiOutputs.names(decided.target().service(), decided.decision().acceptedAccess());
        return new SmiPlan(
                decided.target(), decided.decision(), decided.backing(), meta, taken(names, existing, scope));
    }

    /** Services of the target's cluster to whose subsets its routes send, and whose DestinationRule cannot be written. */
    private SortedMap<DestinationRef, String> withoutRule(
            DecidedTarget decided, ConfigShard existing, Scope scope, Reads reads) {
        DestinationRef own = decided.target().service();
        SortedMap<DestinationRef, String> without = new TreeMap<>();
        for (DestinationRef service : decided.decision().subsetsSentTo()) {
            if (service.cluster().equals(own.cluster())) {
                ConfigShard configs = service.shard().equals(own.shard())
                        ? existing
                        : reads.look(world.configs, service.shard()).orElse(ConfigShard.EMPTY);
                configs.of(TargetOutputs.rule(service))
                        .flatMap(object -> scope.holder(object))
                        .ifPresent(holder -> without.put(service, holder));
            }
        }
        return without;
    }

    private SubsetNames subsetNames(DecidedTarget decided, Reads reads) {
        Set<DestinationRef> services = new LinkedHashSet<>(decided.decision().subsetsSentTo());
        services.add(decided.target().service());
        SubsetNames names = SubsetNames.PLAIN;
        for (DestinationRef service : services) {
            SubsetNames ofShard = reads.look(subsetNames, service.shard()).orElse(SubsetNames.PLAIN);
            if (!ofShard.others().isEmpty()) {
                names = names.and(ofShard.only(List.of(service)));
            }
        }
        return names;
    }
}
