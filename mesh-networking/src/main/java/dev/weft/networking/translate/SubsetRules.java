// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.ConfigShard;
import dev.weft.networking.policy.SubsetNames;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.networking.translate.istio.destination.TargetOutputs;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.ShardId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tells whether the DestinationRule that counts has a subset. Ours has all that policies ask for; where somebody else's keeps it away, his
 * may have the subset by the same name, or not.
 */
final class SubsetRules {

    private final World world;
    private final Derivation<ShardId, SubsetNames> subsetNames;

    SubsetRules(World world, Derivation<ShardId, SubsetNames> subsetNames) {
        this.world = world;
        this.subsetNames = subsetNames;
    }

    /** By which routes and rules speak of a subset. */
    String name(DestinationRef service, SortedMap<String, String> labels, Reads reads) {
        return reads.look(subsetNames, service.shard())
                .orElse(SubsetNames.PLAIN)
                .of(service, labels);
    }

    /**
     * Why requests cannot be sent to a subset; empty when they can.
     *
     * @param atCallers the DestinationRule by which callers of another cluster ask for it, where there are such
     */
    Optional<String> objection(
            DestinationRef service, SortedMap<String, String> labels, Optional<ObjectId> atCallers, Reads reads) {
        String name = name(service, labels, reads);
        String subset = "a subset of service " + service + " by the name " + name + " with labels " + labels;
        String host = HostNames.local(service, world.domain(service.cluster(), reads));
        Optional<String> here = holding(TargetOutputs.rule(service), reads)
                .filter(rule -> !has(rule, host, name, labels, reads))
                .map(rule -> lacks(rule, reads));
        return here.or(() -> suppressing(service.cluster(), host, name, labels, reads))
                .or(() -> atCallers
                        .flatMap(id -> holding(id, reads))
                        .filter(rule -> !rule.subsets().containsKey(name))
                        .map(rule -> lacks(rule, reads)))
                .map(why -> subset + ", which " + why);
    }

    /** The subsets, labels by name, of the rule that somebody else has in place of ours; none where there is none. */
    SortedMap<String, SortedMap<String, String>> ofHolder(DestinationRef service, Reads reads) {
        String host = HostNames.local(service, world.domain(service.cluster(), reads));
        return holding(TargetOutputs.rule(service), reads)
                .filter(rule -> isOn(rule, host, reads))
                .map(ConfigFact::subsets)
                .orElse(new TreeMap<>());
    }

    /** Somebody else's object by the name of ours. */
    private Optional<ConfigFact> holding(ObjectId id, Reads reads) {
        return reads.look(world.configs, new ShardId(id.cluster(), id.namespace()))
                .flatMap((ConfigShard shard) -> shard.of(id))
                .filter(object -> reads.of(world.scope).holder(object).isPresent());
    }

    /** A user's rule by any name, where the plane was asked to keep away from hosts that users configure. */
    private Optional<String> suppressing(
            String cluster, String host, String name, SortedMap<String, String> labels, Reads reads) {
        if (!reads.of(world.scope).disallowIntersectingConfig()) {
            return Optional.empty();
        }
        List<ConfigFact> rules = reads.must(world.userConfigByHost, new World.HostKey(cluster, host)).stream()
                .filter(object -> object.id().kind().equals(IstioKinds.DESTINATION_RULE))
                .toList();
        return rules.stream().anyMatch(rule -> has(rule, host, name, labels, reads))
                ? Optional.empty()
                : rules.stream().findFirst().map(rule -> lacks(rule, reads));
    }

    private boolean has(ConfigFact rule, String host, String name, SortedMap<String, String> labels, Reads reads) {
        return isOn(rule, host, reads) && labels.equals(rule.subsets().get(name));
    }

    private boolean isOn(ConfigFact rule, String host, Reads reads) {
        return rule.withQualifiedHosts(world.domain(rule.id().cluster(), reads))
                .hosts()
                .contains(host);
    }

    private String lacks(ConfigFact rule, Reads reads) {
        return "DestinationRule " + rule.id().namespace() + "/" + rule.id().name() + " on cluster "
                + rule.id().cluster() + " does not have ("
                + reads.of(world.scope).holder(rule).orElse("it is a user's") + ")";
    }
}
