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

    /** Claims a name for each source, in place of what the namespace claimed before. */
    void claim(ApiKind kind, ShardId shard, List<Source> sources) {
        Map<NameClaim, List<String>> claims = new HashMap<>();
        sources.forEach(source -> claims.computeIfAbsent(source.claim(kind), absent -> new ArrayList<>())
                .add(source.ref().key()));
        world.claims.put(new World.Part(kind.kind(), shard), claims);
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

    /** The name of an object, settled among all that want it. */
    String name(ApiKind kind, Source source, Reads reads) {
        NameClaim claim = source.claim(kind);
        return claim.settled(source.ref().key(), reads.must(world.claims, claim));
    }

    Ref ref(ApiKind kind, Source source, Reads reads) {
        return new Ref(reads.must(world.installNamespace, ""), name(kind, source, reads));
    }
}
