// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All outputs of a pass, by what they are computed for.
 *
 * @param ofTargets those that stand beside a service, by its cluster and namespace
 * @param ofImports those by which services of other clusters are called
 * @param ofMeshes those of a mesh as a whole, by Mesh
 * @param ofTrust what the agent of a mesh is told about certificates, by Mesh
 * @param ofFailovers those of a FailoverService, by FailoverService
 */
public record OutputParts(
        PersistentMap<ShardId, ShardOutputs> ofTargets,
        PersistentMap<ImportKey, MeshOutputs> ofImports,
        PersistentMap<Ref, MeshOutputs> ofMeshes,
        PersistentMap<Ref, MeshOutputs> ofTrust,
        PersistentMap<Ref, MeshOutputs> ofFailovers) {

    /** Nothing at all. */
    public static final OutputParts NONE = new OutputParts(
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty(),
            PersistentMap.empty());

    /** What a part is computed for. */
    public enum Source {
        /** The services of a namespace. */
        SERVICES,
        /** Calls of services of other clusters. */
        IMPORTS,
        /** A mesh as a whole. */
        MESHES,
        /** What agents are told. */
        TRUST,
        /** A FailoverService. */
        FAILOVERS
    }

    /** A part that is another one than before; at least one of the two is there. */
    public record Difference(
            Source source,
            @Nullable OutputPart before,
            @Nullable OutputPart after) {}

    /** All parts, in no order that anybody may rely upon. */
    public Stream<OutputPart> all() {
        return Stream.of(
                        ofTargets.values(),
                        ofImports.values(),
                        ofMeshes.values(),
                        ofTrust.values(),
                        ofFailovers.values())
                .flatMap(parts -> parts.stream().map(part -> part));
    }

    /** The parts of a namespace of a cluster, but for those of meshes and FailoverServices. */
    public List<OutputPart> in(ShardId place) {
        List<OutputPart> parts =
                new ArrayList<>(ofImports.range(key -> key.place().compareTo(place)));
        ShardOutputs beside = ofTargets.get(place);
        if (beside != null) {
            parts.add(beside);
        }
        return parts;
    }

    /** What differs from {@code before}, found without looking at the rest. */
    public List<Difference> since(OutputParts before) {
        List<Difference> differences = new ArrayList<>();
        compare(Source.SERVICES, before.ofTargets, ofTargets, differences);
        compare(Source.IMPORTS, before.ofImports, ofImports, differences);
        compare(Source.MESHES, before.ofMeshes, ofMeshes, differences);
        compare(Source.TRUST, before.ofTrust, ofTrust, differences);
        compare(Source.FAILOVERS, before.ofFailovers, ofFailovers, differences);
        return differences;
    }

    private static <K extends Comparable<? super K>, P extends OutputPart> void compare(
            Source source, PersistentMap<K, P> before, PersistentMap<K, P> after, List<Difference> differences) {
        for (K key : before.keysThatDiffer(after)) {
            differences.add(new Difference(source, before.get(key), after.get(key)));
        }
    }
}
