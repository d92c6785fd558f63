// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.AccessPolicyFact;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.MeshFact;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.input.TargetShard;
import dev.weft.networking.input.TrafficPolicyFact;
import dev.weft.networking.policy.Acceptance;
import dev.weft.networking.policy.Backing;
import dev.weft.networking.policy.Candidates;
import dev.weft.networking.policy.Destination;
import dev.weft.networking.policy.FailoverOffer;
import dev.weft.networking.policy.Overreach;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.policy.Reach;
import dev.weft.networking.policy.TargetInput;
import dev.weft.networking.policy.Tenancy;
import dev.weft.networking.policy.TrustDomain;
import dev.weft.networking.policy.UserConfig;
import dev.weft.networking.rules.Action;
import dev.weft.networking.rules.HostPatterns;
import dev.weft.networking.rules.MirrorAction;
import dev.weft.networking.rules.ShiftAction;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Gathers what the acceptance on a target may read. */
final class TargetInputs {

    /** What TrafficPolicies may know of FailoverServices. */
    interface Offers {

        /** Empty when there is no such FailoverService. */
        Optional<FailoverOffer> of(Ref failoverService, Reads reads);
    }

    /** The policies that may select targets of one shard. */
    record Candidacy(Candidates<TrafficPolicyFact> traffic, Candidates<AccessPolicyFact> access) {}

    private final World world;
    private final Knowing knowing;
    private final Derivation<Ref, Premise> trafficPremises;
    private final Derivation<Ref, Premise> accessPremises;
    private final Offers offers;

    TargetInputs(
            World world,
            Knowing knowing,
            Derivation<Ref, Premise> trafficPremises,
            Derivation<Ref, Premise> accessPremises,
            Offers offers) {
        this.world = world;
        this.knowing = knowing;
        this.trafficPremises = trafficPremises;
        this.accessPremises = accessPremises;
        this.offers = offers;
    }

    /** The policies that may select targets of a shard. */
    Candidacy candidacy(ShardId shard, TargetShard targets, Reads reads) {
        List<Reach> reaches = Reach.containing(shard, targets.labels());
        return new Candidacy(
                traffic(reaches, reads),
                Candidates.of(
                        reaches.stream()
                                .flatMap(reach -> reads.must(world.accessByReach, reach).stream())
                                .toList(),
                        policy -> policy.meta().ref(),
                        policy -> policy.rules().destinations()));
    }

    /** Likewise without AccessPolicies, for those who ask about traffic alone. */
    Candidacy trafficOnly(ShardId shard, TargetShard targets, Reads reads) {
        return new Candidacy(
                traffic(Reach.containing(shard, targets.labels()), reads),
                Candidates.of(
                        List.of(),
                        policy -> policy.meta().ref(),
                        policy -> policy.rules().destinations()));
    }

    private Candidates<TrafficPolicyFact> traffic(List<Reach> reaches, Reads reads) {
        return Candidates.of(
                reaches.stream()
                        .flatMap(reach -> reads.must(world.trafficByReach, reach).stream())
                        .toList(),
                policy -> policy.meta().ref(),
                policy -> policy.rules().destinations());
    }

    /** What the acceptance on one target of the shard may read. */
    TargetInput of(TargetFact target, Candidacy candidacy, Reads reads) {
        Tenancy tenancy = world.tenancy(reads);
        List<TrafficPolicyFact> trafficPolicies =
                candidacy.traffic().selecting(target.service(), target.labels(), tenancy).stream()
                        .filter(policy -> applies(
                                reads.must(trafficPremises, policy.meta().ref()), policy, target))
                        .toList();
        List<AccessPolicyFact> accessPolicies = new ArrayList<>();
        List<Ref> accessWaiting = new ArrayList<>();
        for (AccessPolicyFact policy : candidacy.access().selecting(target.service(), target.labels(), tenancy)) {
            Ref ref = policy.meta().ref();
            if (applies(reads.must(accessPremises, ref), policy, target)) {
                accessPolicies.add(policy);
            } else {
                accessWaiting.add(ref);
            }
        }
        SortedMap<DestinationRef, Destination> destinations = new TreeMap<>();
        SortedMap<Ref, FailoverOffer> failovers = new TreeMap<>();
        for (TrafficPolicyFact policy : trafficPolicies) {
            for (Action action : policy.rules().actions()) {
                if (action instanceof MirrorAction mirror) {
                    destinations.computeIfAbsent(mirror.service(), service -> knowing.service(service, reads));
                } else if (action instanceof ShiftAction shift) {
                    shift.destinations().forEach(weighted -> look(weighted.to(), destinations, failovers, reads));
                }
            }
        }
        SortedMap<String, TrustDomain> trustDomains = new TreeMap<>();
        accessPolicies.stream()
                .flatMap(policy -> policy.rules().clusters().stream())
                .forEach(cluster -> trustDomains.computeIfAbsent(cluster, name -> knowing.trustDomain(name, reads)));
        MeshFact.Type meshType = world.meshType(target.mesh(), reads);
        return new TargetInput(
                target,
                meshType,
                trafficPolicies,
                accessPolicies,
                accessWaiting,
                destinations,
                failovers,
                trustDomains,
                trafficPolicies.isEmpty() ? List.of() : world.callers(target.mesh(), reads),
                reads.of(world.settings).tlsMode(),
                meshType == MeshFact.Type.ISTIO && !accessPolicies.isEmpty()
                        ? knowing.overreach(target, reads)
                        : Overreach.NONE,
                meshType == MeshFact.Type.OSM ? knowing.backing(target, reads) : Backing.NOBODY,
                meshType == MeshFact.Type.OSM ? UserConfig.IGNORED : userConfig(target, trafficPolicies, reads));
    }

    private void look(
            ShiftAction.To to,
            SortedMap<DestinationRef, Destination> destinations,
            SortedMap<Ref, FailoverOffer> failovers,
            Reads reads) {
        switch (to) {
            case ShiftAction.To.Service service ->
                destinations.computeIfAbsent(service.service(), ref -> knowing.service(ref, reads));
            case ShiftAction.To.Failover failover ->
                offers.of(failover.failoverService(), reads)
                        .ifPresent(offer -> failovers.put(failover.failoverService(), offer));
        }
    }

    private static boolean applies(Premise premise, TrafficPolicyFact policy, TargetFact target) {
        return premise instanceof Premise.Sound
                || (premise instanceof Premise.Unresolved && Acceptance.acceptedBefore(policy, target));
    }

    private static boolean applies(Premise premise, AccessPolicyFact policy, TargetFact target) {
        return premise instanceof Premise.Sound
                || (premise instanceof Premise.Unresolved && Acceptance.acceptedBefore(policy, target));
    }

    private UserConfig userConfig(TargetFact target, List<TrafficPolicyFact> policies, Reads reads) {
        if (!reads.of(world.scope).disallowIntersectingConfig()) {
            return UserConfig.IGNORED;
        }
        SortedMap<DestinationRef, List<ConfigFact>> rules = new TreeMap<>();
        policies.stream()
                .flatMap(policy -> policy.rules().actions().stream())
                .flatMap(action -> action instanceof ShiftAction shift ? shift.destinations().stream() : Stream.empty())
                .forEach(weighted -> {
                    if (weighted.to() instanceof ShiftAction.To.Service to
                            && !to.subset().isEmpty()) {
                        rules.computeIfAbsent(to.service(), service -> rulesOn(service, reads));
                    }
                });
        return new UserConfig(
                on(target.service(), reads),
                rules,
                knowing.userConfigUnreadable(target.service().cluster(), reads));
    }

    private List<ConfigFact> rulesOn(DestinationRef service, Reads reads) {
        return on(service, reads).stream()
                .filter(object -> object.id().kind().equals(IstioKinds.DESTINATION_RULE))
                .toList();
    }

    /** What users own on the host of a service, ordered. */
    private List<ConfigFact> on(DestinationRef service, Reads reads) {
        String cluster = service.cluster();
        String host = HostNames.local(service, world.domain(cluster, reads));
        List<ConfigFact> found = new ArrayList<>(reads.must(world.userConfigByHost, new World.HostKey(cluster, host)));
        reads.must(world.userConfigByHost, new World.HostKey(cluster, World.WILDCARDS)).stream()
                .filter(object -> object.hosts().stream().anyMatch(pattern -> HostPatterns.covers(pattern, host)))
                .filter(object -> !found.contains(object))
                .forEach(found::add);
        return found.stream().sorted().toList();
    }
}
