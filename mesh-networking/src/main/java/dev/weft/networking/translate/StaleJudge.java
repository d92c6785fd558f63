// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.ConfigShard;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.input.Scope;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.networking.translate.istio.mesh.GlobalAccess;
import dev.weft.networking.translate.trust.TrustKinds;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells of single observed objects, or of those of one shard, whether we wrote them once and want them no longer. Deletes only where the
 * truth is known: a cluster with any kind that is not Synced (Unknown or Stale) or without a known domain, or Settings that cannot be
 * read, delete nothing (I1). An
 * answer may become another one when the shard's outputs or configuration differ from those of the pass before, and for a whole cluster
 * when what is known of it does.
 */
public final class StaleJudge {

    private static final String ACCESS_POLICY = "AccessPolicy";
    private static final String VIRTUAL_MESH = "VirtualMesh";
    private static final Set<GroupKind> OF_VIRTUAL_MESHES = Set.of(
            IstioKinds.GATEWAY,
            IstioKinds.SERVICE_ENTRY,
            TrustKinds.ISSUED_CERTIFICATE,
            TrustKinds.POD_BOUNCE_DIRECTIVE);
    private static final Set<String> DISCOVERED = Set.of("Mesh", "TrafficTarget");

    private record KindRef(String kind, Ref ref) {
        static KindRef of(Subject subject) {
            return new KindRef(subject.kind(), new Ref(subject.namespace(), subject.name()));
        }

        static KindRef of(Parent parent) {
            return new KindRef(parent.kind(), parent.ref());
        }
    }

    private final Translation translation;
    private final NetworkingSnapshot snapshot;
    private final Set<KindRef> unjudged;
    private final Set<ObjectId> wantedByMeshes;
    /** By place; gathered once, for many single objects may be asked about. */
    private final Map<ShardId, Set<ObjectId>> wanted = new HashMap<>();

    private StaleJudge(Translation translation, Set<KindRef> unjudged) {
        this.translation = translation;
        this.snapshot = translation.snapshot();
        this.unjudged = unjudged;
        this.wantedByMeshes = ids(Stream.of(
                        translation.outputs().ofMeshes().values(),
                        translation.outputs().ofTrust().values(),
                        translation.outputs().ofFailovers().values())
                .flatMap(Collection::stream));
    }

    /**
     * Costs what there are of VirtualMeshes, FailoverServices and objects that could not be read.
     *
     * @param unreadable objects of the management cluster that exist and could not be understood; what is there because of them stays
     */
    public static StaleJudge of(Translation translation, Collection<Subject> unreadable) {
        return new StaleJudge(
                translation,
                Stream.of(
                                unreadable.stream(),
                                translation.virtualMeshes().values().stream()
                                        .map(VirtualMeshReport::decision)
                                        .filter(decision -> !decision.isAccepted())
                                        .map(decision -> Subjects.virtualMesh(decision.ref())),
                                translation.failoverServices().values().stream()
                                        .map(FailoverReport::decision)
                                        .filter(decision -> !decision.isAccepted())
                                        .map(decision -> Subjects.failoverService(decision.ref())))
                        .flatMap(subjects -> subjects)
                        .map(KindRef::of)
                        .collect(Collectors.toSet()));
    }

    /** The stale objects of one shard. */
    public StaleOutputs in(ShardId shard) {
        ConfigShard observed = snapshot.configs().get(shard);
        List<ObjectId> deletes = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        if (observed != null) {
            for (ConfigFact object : observed.objects()) {
                if (isOfOtherPlane(object)) {
                    findings.add(otherPlane(object));
                } else if (!isWanted(object.id()) && mayBeDeleted(object)) {
                    deletes.add(object.id());
                }
            }
        }
        return new StaleOutputs(deletes.stream().sorted().toList(), findings);
    }

    /** Whether an observed object is to be deleted. */
    public boolean isStale(ConfigFact object) {
        return mayBeDeleted(object) && !isWanted(object.id());
    }

    private boolean isWanted(ObjectId id) {
        return wantedByMeshes.contains(id)
                || wanted.computeIfAbsent(new ShardId(id.cluster(), id.namespace()), this::wantedIn)
                        .contains(id);
    }

    private Set<ObjectId> wantedIn(ShardId place) {
        return ids(translation.outputs().in(place).stream());
    }

    /** What parts write or hold. */
    private static Set<ObjectId> ids(Stream<? extends OutputPart> parts) {
        Set<ObjectId> ids = new HashSet<>();
        parts.forEach(part -> {
            part.outputs().stream().map(Rendered::id).forEach(ids::add);
            ids.addAll(part.held());
        });
        return ids;
    }

    private boolean mayBeDeleted(ConfigFact object) {
        return hasOurOwner(object) && !isOfOtherPlane(object) && isDeletable(object) && !isUnjudged(object);
    }

    private boolean hasOurOwner(ConfigFact object) {
        return object.owner().equals(snapshot.scope().installNamespace());
    }

    private boolean isOfOtherPlane(ConfigFact object) {
        Scope scope = snapshot.scope();
        return hasOurOwner(object)
                && !object.plane().isEmpty()
                && !scope.plane().isEmpty()
                && !object.plane().equals(scope.plane());
    }

    private boolean isDeletable(ConfigFact object) {
        ClusterFact cluster = snapshot.clusters().get(object.id().cluster());
        boolean ours = object.clusterLabel().isEmpty()
                || object.clusterLabel().equals(object.id().cluster());
        return ours
                && OutputKinds.OURS.contains(object.id().kind())
                && snapshot.settings().readable()
                && cluster != null
                && cluster.domain().known()
                && !cluster.knowledge().isIncomplete();
    }

    /**
     * Written for something that still exists, and of which this pass cannot tell whether it is wanted: a VirtualMesh or FailoverService
     * that is not in effect now (what worked stays), or an object that could not be read. Objects of 0.12 do not name the policies they were written for; deleting the AuthorizationPolicy
     * that an unreadable AccessPolicy stands behind would open the service.
     */
    private boolean isUnjudged(ConfigFact object) {
        if (object.parents().stream().map(KindRef::of).anyMatch(unjudged::contains)) {
            return true;
        }
        if (isOfVirtualMesh(object)
                && unjudged.stream().anyMatch(what -> what.kind().equals(VIRTUAL_MESH))) {
            return true;
        }
        // An output whose target cannot be read looks like one whose target is gone, and 0.12 did not always say which
        // it was.
        if (unjudged.stream().anyMatch(what -> DISCOVERED.contains(what.kind()))) {
            return true;
        }
        return object.id().kind().equals(IstioKinds.AUTHORIZATION_POLICY)
                && object.parents().stream().noneMatch(parent -> parent.kind().equals(ACCESS_POLICY))
                && unjudged.stream().anyMatch(what -> what.kind().equals(ACCESS_POLICY));
    }

    /** An object without parents that 0.12 wrote for some VirtualMesh, nobody knows which. */
    private static boolean isOfVirtualMesh(ConfigFact object) {
        return object.parents().isEmpty()
                && (OF_VIRTUAL_MESHES.contains(object.id().kind()) || GlobalAccess.isOne(object.id()));
    }

    private static Finding otherPlane(ConfigFact object) {
        Subject subject = Subject.of(object.id(), object.apiVersion());
        return Finding.of(
                        NetworkingFinding.OTHER_PLANE,
                        subject,
                        subject + " on cluster " + object.id().cluster() + " was written by plane " + object.plane())
                .onCluster(object.id().cluster());
    }
}
