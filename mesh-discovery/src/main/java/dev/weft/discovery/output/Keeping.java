// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.output;

import dev.weft.api.Kinds;
import dev.weft.discovery.input.ControllerFact;
import dev.weft.discovery.input.DiscoveryAssembly;
import dev.weft.discovery.input.SourceKinds;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Tells of single discovered objects that exist whether discovery may delete or replace them: nothing is dropped or narrowed because
 * something could not be read (house rule I1), and what another plane owns is not touched. An object whose cluster is not registered any
 * more has no reason to stay; so it must not be asked before the registrations were read.
 */
public final class Keeping {

    private final DiscoveryAssembly assembly;
    private final Set<ObjectId> undecodable;
    private final Map<String, Set<GroupKind>> undecodableKinds = new HashMap<>();

    private Keeping(DiscoveryAssembly assembly) {
        this.assembly = assembly;
        undecodable = new HashSet<>(assembly.undecodable());
        undecodable.forEach(object -> undecodableKinds
                .computeIfAbsent(object.cluster(), absent -> new HashSet<>())
                .add(object.kind()));
    }

    /** Costs what there are of objects that do not decode. */
    public static Keeping of(DiscoveryAssembly assembly) {
        return new Keeping(assembly);
    }

    /**
     * Whether an object that discovery does not want must not be deleted: it is not ours, or a kind that it is made of is not fully known
     * (Unknown, Stale, or with an object that does not decode), so that its source may well be there.
     */
    public boolean mustStay(ExistingFact object) {
        return !isOurs(object) || hangsOn(object, this::isInDoubt) || mustStayAsItIs(object);
    }

    /**
     * Whether an object must not even be replaced by what discovery wants under its name: another plane owns it, or its source cannot be
     * read at all. What is Stale is computed from the last known facts, which is no loss.
     */
    public boolean mustStayAsItIs(ExistingFact object) {
        boolean settingsMatter = object.id().kind().kind().equals(Kinds.MESH.kind());
        return isForeign(object)
                || (settingsMatter && !assembly.settingsReadable())
                || hasUndecodableSource(object)
                || hangsOn(object, this::isUnknown);
    }

    /** Whether another plane owns it. */
    public boolean isForeign(ExistingFact object) {
        return !object.owner().isEmpty() && !isOurs(object);
    }

    private boolean isOurs(ExistingFact object) {
        return object.owner().equals(assembly.snapshot().installNamespace());
    }

    /** Whether {@code lost} is true of a cluster and a kind that the object is made of. */
    private static boolean hangsOn(ExistingFact object, BiPredicate<String, GroupKind> lost) {
        String cluster = object.cluster();
        return switch (object.id().kind().kind()) {
            case "Mesh" ->
                any(cluster, SourceKinds.OF_MESHES, lost)
                        || object.appMeshClusters().stream()
                                .anyMatch(sighting -> lost.test(sighting, SourceKinds.APP_MESH));
            case "Workload" -> any(cluster, SourceKinds.OF_WORKLOADS, lost);
            default ->
                any(cluster, SourceKinds.OF_WORKLOADS, lost)
                        || lost.test(cluster, SourceKinds.SERVICE)
                        // Either of the two is enough.
                        || (lost.test(cluster, SourceKinds.ENDPOINT_SLICE)
                                && lost.test(cluster, SourceKinds.ENDPOINTS));
        };
    }

    private static boolean any(String cluster, Collection<GroupKind> kinds, BiPredicate<String, GroupKind> lost) {
        return kinds.stream().anyMatch(kind -> lost.test(cluster, kind));
    }

    private boolean isUnknown(String cluster, GroupKind kind) {
        ClusterKnowledge knowledge = assembly.snapshot().clusters().get(cluster);
        return knowledge != null && knowledge.of(kind) instanceof Knowledge.Unknown;
    }

    private boolean isInDoubt(String cluster, GroupKind kind) {
        ClusterKnowledge knowledge = assembly.snapshot().clusters().get(cluster);
        return knowledge != null
                && (!(knowledge.of(kind) instanceof Knowledge.Synced)
                        || undecodableKinds.getOrDefault(cluster, Set.of()).contains(kind));
    }

    private boolean hasUndecodableSource(ExistingFact object) {
        return object.source()
                .filter(source -> kindsOfSource(object).stream()
                        .anyMatch(kind -> undecodable.contains(
                                new ObjectId(source.cluster(), kind, source.namespace(), source.name()))))
                .isPresent();
    }

    private static List<GroupKind> kindsOfSource(ExistingFact object) {
        if (!object.id().kind().kind().equals(Kinds.WORKLOAD.kind())) {
            return List.of(SourceKinds.SERVICE);
        }
        // The kind of a Workload's controller is told by its name only.
        return List.of(ControllerFact.Kind.values()).stream()
                .filter(kind -> object.id().name().contains(kind.suffix()))
                .map(ControllerFact.Kind::groupKind)
                .toList();
    }
}
