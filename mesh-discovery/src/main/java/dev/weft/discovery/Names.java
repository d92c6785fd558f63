// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import static java.util.Comparator.naturalOrder;

import dev.weft.api.ApiKind;
import dev.weft.discovery.output.NameClaim;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Names of the discovered objects of one kind: first every namespace claims those it wants, then the few that are wanted more than
 * once are settled. Readers look at one value for each namespace, which changes only with the latter.
 */
final class Names {

    /**
     * What an object is discovered from.
     *
     * @param suffix what its name ends in
     */
    record Source(DestinationRef ref, String suffix) {

        NameClaim claim(ApiKind kind) {
            return NameClaim.of(kind, ref, suffix);
        }
    }

    private final ApiKind kind;
    private final World world;
    private final Derivation<ShardId, Map<NameClaim, List<String>>> contested;

    /** @param sources what the objects of a namespace are discovered from */
    Names(Graph graph, World world, ApiKind kind, BiFunction<ShardId, Reads, Stream<Source>> sources) {
        this.kind = kind;
        this.world = world;
        Derivation<ShardId, Map<NameClaim, List<String>>> claims = graph.derive(
                kind.plural() + "Claims", world.shards, (shard, reads) -> claims(sources.apply(shard, reads)));
        FoldedIndex<ShardId, NameClaim, String> claimants =
                graph.fold(kind.plural() + "Names", claims, wanted -> wanted, naturalOrder());
        contested = graph.derive(kind.plural() + "Contested", world.shards, (shard, reads) -> {
            Map<NameClaim, List<String>> several = new HashMap<>();
            reads.must(claims, shard).keySet().forEach(claim -> {
                List<String> keys = reads.must(claimants, claim);
                if (keys.size() > 1) {
                    several.put(claim, keys);
                }
            });
            return Map.copyOf(several);
        });
    }

    private Map<NameClaim, List<String>> claims(Stream<Source> sources) {
        Map<NameClaim, List<String>> claims = new HashMap<>();
        sources.forEach(source -> claims.computeIfAbsent(source.claim(kind), absent -> new ArrayList<>())
                .add(source.ref().key()));
        return Map.copyOf(claims);
    }

    /** The names of the objects from one namespace. */
    Settled of(ShardId shard, Reads reads) {
        return new Settled(kind, reads.of(world.installNamespace), reads.must(contested, shard));
    }

    /**
     * Settled names.
     *
     * @param owner namespace of the objects
     * @param contested keys of all sources that want a name, smallest first, where there are several
     */
    record Settled(ApiKind kind, String owner, Map<NameClaim, List<String>> contested) {

        String name(Source source) {
            NameClaim claim = source.claim(kind);
            return claim.settled(source.ref().key(), contested.getOrDefault(claim, List.of()));
        }

        Ref ref(Source source) {
            return new Ref(owner, name(source));
        }

        /** The key of the source that has the name which {@code source} wanted; empty when it is itself. */
        Optional<String> winner(Source source) {
            return contested.getOrDefault(source.claim(kind), List.of()).stream()
                    .findFirst()
                    .filter(key -> !key.equals(source.ref().key()));
        }
    }
}
