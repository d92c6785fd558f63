// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.ConfigFact;
import dev.weft.networking.input.NetworkingSnapshot;
import dev.weft.networking.input.Scope;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What we wrote once and want no longer. Deletes only where the truth is known: a cluster with any kind that is not fully read, or
 * Settings that cannot be read, delete nothing (I1).
 *
 * @param deletes ordered
 * @param findings what is left in place although it carries our label
 */
public record StaleOutputs(List<ObjectId> deletes, List<Finding> findings) {

    public StaleOutputs {
        deletes = List.copyOf(deletes);
        findings = List.copyOf(findings);
    }

    public static StaleOutputs of(Translation translation) {
        NetworkingSnapshot snapshot = translation.snapshot();
        Set<ObjectId> kept = translation.allOutputs().map(Rendered::id).collect(Collectors.toCollection(HashSet::new));
        translation.held().forEach(kept::add);
        Set<Ref> unserved = snapshot.unserved().values().stream()
                .map(object ->
                        new Ref(object.subject().namespace(), object.subject().name()))
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
                            && object.parents().stream().noneMatch(parent -> isUnserved(parent, unserved))) {
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

    /** Written for a VirtualMesh or FailoverService that still exists: this version cannot tell whether it is wanted. */
    private static boolean isUnserved(Parent parent, Set<Ref> unserved) {
        return (parent.kind().equals("VirtualMesh") || parent.kind().equals("FailoverService"))
                && unserved.contains(parent.ref());
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
