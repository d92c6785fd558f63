// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.api.ApiKind;
import dev.weft.api.Kinds;
import dev.weft.discovery.output.NameClaim;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Names of discovered objects: first everybody claims one, then the claims are settled. */
final class Names {

    private final World world;

    Names(World world) {
        this.world = world;
    }

    static List<World.Part> parts(ShardId shard) {
        return List.of(
                new World.Part(Kinds.MESH.kind(), shard),
                new World.Part(Kinds.WORKLOAD.kind(), shard),
                new World.Part(Kinds.TRAFFIC_TARGET.kind(), shard));
    }

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

    /** The claims of these sources; unmodifiable. */
    static Map<NameClaim, List<String>> claims(ApiKind kind, Stream<Source> sources) {
        Map<NameClaim, List<String>> claims = new HashMap<>();
        sources.forEach(source -> claims.computeIfAbsent(source.claim(kind), absent -> new ArrayList<>())
                .add(source.ref().key()));
        return Map.copyOf(claims);
    }

    /** Replaces what a namespace claims; a settled answer is to be had after {@link #settle}. */
    void claim(ApiKind kind, ShardId shard, Map<NameClaim, List<String>> claims) {
        world.names.claim(new World.Part(kind.kind(), shard), claims);
    }

    void settle() {
        world.names.settle();
    }

    /** The names of the objects of a kind from one namespace. */
    Settled of(ApiKind kind, ShardId shard, Reads reads) {
        return new Settled(
                kind,
                reads.must(world.installNamespace, ""),
                reads.must(world.names, new World.Part(kind.kind(), shard)));
    }

    /**
     * Settled names.
     *
     * @param owner namespace of the objects
     */
    record Settled(ApiKind kind, String owner, NameRegistry.Contested contested) {

        String name(Source source) {
            return contested.settled(source.claim(kind), source.ref().key());
        }

        Ref ref(Source source) {
            return new Ref(owner, name(source));
        }

        /** The key of the source that has the name which {@code source} wanted; empty when it is itself. */
        Optional<String> winner(Source source) {
            return contested.claimants().getOrDefault(source.claim(kind), List.of()).stream()
                    .findFirst()
                    .filter(key -> !key.equals(source.ref().key()));
        }
    }
}
