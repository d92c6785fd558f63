// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.ConfigShard;
import dev.weft.networking.translate.istio.mesh.Way;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.ShardId;
import java.util.Optional;
import java.util.SortedMap;

/** Tells by what callers of other clusters choose a subset of a service, and whether that can lead anywhere. */
final class SubsetChoices {

    private final World world;
    private final SubsetRules rules;
    /** Apart from the pods themselves, which come and go. */
    private final Derivation<DestinationRef, Choice> choices;

    /** By what callers of other clusters choose a subset of a service. */
    private enum Choice {
        NAME,
        LABELS,
        /** The labels of no pod are known. */
        UNKNOWN_LABELS,
        /** What they have of it stays as it is. */
        WHAT_STANDS
    }

    SubsetChoices(Graph graph, World world, SubsetRules rules, Derivation<ShardId, ShardExports> exports) {
        this.world = world;
        this.rules = rules;
        choices = graph.onDemand(
                "subsetChoices",
                (service, reads) -> reads.look(exports, service.shard())
                        .flatMap(shard -> shard.way(service))
                        .map(SubsetChoices::choice)
                        .orElse(Choice.NAME));
    }

    private static Choice choice(Way way) {
        return switch (way) {
            case Way.ThroughGateway gateway -> Choice.NAME;
            case Way.Straight straight -> straight.areLabelsKnown() ? Choice.LABELS : Choice.UNKNOWN_LABELS;
            case Way.Unknown unknown -> Choice.WHAT_STANDS;
        };
    }

    /** Whether what callers of other clusters have of a service stays as it is. */
    boolean isHeld(DestinationRef service, Reads reads) {
        return reads.must(choices, service) == Choice.WHAT_STANDS;
    }

    /**
     * Why no pods of a service are in a subset as callers of another cluster ask for it, whoever has the rule; empty when there may be some.
     *
     * @param atCallers the DestinationRule by which they do
     */
    Optional<String> nobodyIn(
            DestinationRef service, SortedMap<String, String> labels, ObjectId atCallers, Reads reads) {
        Optional<String> why = switch (reads.must(choices, service)) {
            case NAME -> Optional.empty();
            case LABELS -> FlatNetwork.objection(labels, true);
            case UNKNOWN_LABELS -> FlatNetwork.objection(labels, false);
            case WHAT_STANDS ->
                isMissing(rules.name(service, labels, reads), atCallers, reads)
                        ? Optional.of("labels, but how it is called stays as it is for now")
                        : Optional.empty();
        };
        return why.map(by -> "subset " + labels + " of service " + service + ", whose pods are chosen by " + by);
    }

    private boolean isMissing(String name, ObjectId rule, Reads reads) {
        return reads.look(world.configs, new ShardId(rule.cluster(), rule.namespace()))
                .flatMap((ConfigShard shard) -> shard.of(rule))
                .filter(object -> object.subsets().containsKey(name))
                .isEmpty();
    }
}
