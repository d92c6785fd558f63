// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.ConfigShard;
import dev.weft.networking.input.FailoverHost;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.policy.Asked;
import dev.weft.networking.policy.Demand;
import dev.weft.networking.policy.SubsetNames;
import dev.weft.networking.policy.TrustDomain;
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
    private final Federation federation;
    private final Sendable sendable;
    private final Derivation<ShardId, ShardDecisions> decisions;
    private final FoldedIndex<ShardId, ShardId, Demand> demands;
    private final Derivation<ShardId, SubsetNames> subsetNames;
    private final HidingRules hiding;
    private final UnitMemo<ShardId, Ref, TargetPlan, TargetOutputs> units;
    private final UnitMemo<ShardId, Ref, SmiPlan, TargetOutputs> smiUnits;

    Outputs(
            World world,
            Knowing knowing,
            Failovers failovers,
            Federation federation,
            Sendable sendable,
            Derivation<ShardId, ShardDecisions> decisions,
            FoldedIndex<ShardId, ShardId, Demand> demands,
            Derivation<ShardId, SubsetNames> subsetNames,
            HidingRules hiding,
            boolean whenAsked) {
        this.world = world;
        this.knowing = knowing;
        this.failovers = failovers;
        this.federation = federation;
        this.sendable = sendable;
        this.decisions = decisions;
        this.demands = demands;
        this.subsetNames = subsetNames;
        this.hiding = hiding;
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
                TargetPlan plan = plan(target, wanted, meta, existing, scope, collected, reads);
                plans.put(target.target().ref(), plan);
                hide(plan, collected, reads);
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

    /** Finds what callers do not get of policies because a user's rule counts for them in place of ours. */
    private void hide(TargetPlan plan, ShardCollector collected, Reads reads) {
        boolean says = !plan.demands().isEmpty() || !plan.decision().host().isEmpty();
        if (!says || plan.decision().suppressDestinationRule()) {
            return;
        }
        TargetFact target = plan.target();
        ShardId place = target.service().shard();
        String root = world.istio(target.mesh(), reads).rootNamespace();
        for (UsersRule rule : hiding.of(plan.hosts().of(target.service()), place, root, reads)) {
            plan.hiddenBy(rule::lack)
                    .forEach((policy, lost) -> collected.hide(policy, Hidden.ofService(rule, target, lost)));
        }
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
        ShardId place = place(target, decided.decision().here(), reads);
        Sendable.Possible possible =
                sendable.possible(target, decided.decision().here(), place, false, reads);
        collected.notApplied(target, possible.refused());
        Asked asked = possible.asked();
        SortedMap<DestinationRef, String> hosts = new TreeMap<>();
        hosts.put(
                target.service(),
                HostNames.local(target.service(), world.domain(target.service().cluster(), reads)));
        List<ObjectId> elsewhere = new ArrayList<>();
        for (DestinationRef service : asked.services()) {
            hosts.put(service, federation.host(service, place, reads));
            if (!service.cluster().equals(place.cluster())) {
                elsewhere.addAll(sendable.referents(service, place, reads));
            }
        }
        SortedMap<Ref, FailoverHost> failoverHosts = new TreeMap<>();
        for (Ref ref : asked.failoverServices()) {
            failovers.offer(ref, reads).ifPresent(offer -> failoverHosts.put(ref, offer.host()));
            elsewhere.addAll(sendable.referents(ref, place, reads));
        }
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
                decided.decision().withHere(asked),
                wanted,
                subsetNames(target, asked, reads),
                new Hosts(hosts, failoverHosts),
                elsewhere,
                trustDomains,
                replaced(target, trustDomains, reads),
                knowing.waypointPrincipals(target, reads),
                reads.of(world.settings).tlsMode(),
                meta,
                taken(target, existing, scope),
                withoutRule(asked, place, reads),
                sendable.subsetsOfHolder(target.service(), reads));
    }

    /** Where what the callers need of other clusters goes. Those who are sent nowhere else are not disturbed by their mesh. */
    private ShardId place(TargetFact target, Asked asked, Reads reads) {
        String cluster = target.service().cluster();
        boolean leadsAway = !asked.failoverServices().isEmpty()
                || asked.services().stream()
                        .anyMatch(service -> !service.cluster().equals(cluster));
        return new ShardId(
                cluster, leadsAway ? world.istio(target.mesh(), reads).rootNamespace() : "");
    }

    private Set<String> replaced(TargetFact target, SortedMap<String, List<String>> trustDomains, Reads reads) {
        return trustDomains.values().stream()
                .flatMap(List::stream)
                .filter(trustDomain -> knowing.isReplaced(trustDomain, target.mesh(), reads))
                .collect(Collectors.toSet());
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

    /** Services to whose subsets the routes send, and whose DestinationRule is somebody else's and does not have them. */
    private SortedMap<DestinationRef, String> withoutRule(Asked asked, ShardId place, Reads reads) {
        SortedMap<DestinationRef, String> without = new TreeMap<>();
        asked.routes().stream().flatMap(route -> route.actions().stream()).forEach(owned -> {
            if (owned.action() instanceof ShiftAction shift) {
                shift.destinations()
                        .forEach(weighted -> without.putAll(sendable.subsetHolders(weighted.to(), place, reads)));
            }
        });
        return without;
    }

    private SubsetNames subsetNames(TargetFact target, Asked asked, Reads reads) {
        Set<DestinationRef> services = new LinkedHashSet<>(asked.subsetsSentTo());
        services.add(target.service());
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
