// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.input.Scope;
import dev.weft.networking.input.UnservedFact;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What we wrote once and want no longer. Deletes only where the truth is known: a cluster with any kind that is not fully read, or
 * Settings that cannot be read, delete nothing (I1).
 *
 * @param deletes ordered
 * @param findings what is left in place although it carries our label
 */
public record StaleOutputs(List<ObjectId> deletes, List<Finding> findings) {

    private static final String ACCESS_POLICY = "AccessPolicy";
    private static final Set<String> DISCOVERED = Set.of("Mesh", "TrafficTarget");

    private record KindRef(String kind, Ref ref) {
        static KindRef of(Subject subject) {
            return new KindRef(subject.kind(), new Ref(subject.namespace(), subject.name()));
        }

        static KindRef of(Parent parent) {
            return new KindRef(parent.kind(), parent.ref());
        }
    }

    public StaleOutputs {
        deletes = List.copyOf(deletes);
        findings = List.copyOf(findings);
    }

    /** @param unreadable objects of the management cluster that exist and could not be understood; what is there because of them stays */
    public static StaleOutputs of(Translation translation, Collection<Subject> unreadable) {
        NetworkingSnapshot snapshot = translation.snapshot();
        Set<ObjectId> kept = translation.allOutputs().map(Rendered::id).collect(Collectors.toCollection(HashSet::new));
        translation.held().forEach(kept::add);
        Set<KindRef> unjudged = Stream.concat(
                        unreadable.stream(),
                        snapshot.unserved().values().stream().map(UnservedFact::subject))
                .map(KindRef::of)
                .collect(Collectors.toSet());
        List<ObjectId> deletes = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        snapshot.configs().values().stream()
                .flatMap(shard -> shard.objects().stream())
                .filter(object -> object.owner().equals(snapshot.scope().installNamespace()))
                .forEach(object -> {
                    if (isOtherPlane(object, snapshot.scope())) {
                        findings.add(otherPlane(object));
                    } else if (!kept.contains(object.id())
                            && isDeletable(object, snapshot)
                            && !isUnjudged(object, unjudged)) {
                        deletes.add(object.id());
                    }
                });
        return new StaleOutputs(deletes.stream().sorted().toList(), findings);
    }

    private static boolean isDeletable(ConfigFact object, NetworkingSnapshot snapshot) {
        ClusterFact cluster = snapshot.clusters().get(object.id().cluster());
        boolean ours = object.clusterLabel().isEmpty()
                || object.clusterLabel().equals(object.id().cluster());
        return ours
                && IstioKinds.WRITTEN.contains(object.id().kind())
                && snapshot.settings().readable()
                && cluster != null
                && !cluster.knowledge().isIncomplete();
    }

    /**
     * Written for something that still exists, and of which this pass cannot tell whether it is wanted: a kind that is not served yet, or
     * an object that could not be read. Objects of 0.12 do not name the policies they were written for; deleting the AuthorizationPolicy
     * that an unreadable AccessPolicy stands behind would open the service.
     */
    private static boolean isUnjudged(ConfigFact object, Set<KindRef> unjudged) {
        if (object.parents().stream().map(KindRef::of).anyMatch(unjudged::contains)) {
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

    private static boolean isOtherPlane(ConfigFact object, Scope scope) {
        return !object.plane().isEmpty()
                && !scope.plane().isEmpty()
                && !object.plane().equals(scope.plane());
    }

    private static Finding otherPlane(ConfigFact object) {
        Subject subject = new Subject(
                object.apiVersion(),
                object.id().kind().kind(),
                object.id().namespace(),
                object.id().name());
        return Finding.of(
                        NetworkingFinding.OTHER_PLANE,
                        subject,
                        subject + " on cluster " + object.id().cluster() + " was written by plane " + object.plane())
                .onCluster(object.id().cluster());
    }
}
