// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.stream.Collectors.toSet;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ClusterFact;
import dev.weft.networking.input.SettingsFact;
import dev.weft.networking.input.SettingsFacts;
import dev.weft.networking.input.TargetFact;
import dev.weft.networking.input.TargetShard;
import dev.weft.networking.policy.Subjects;
import dev.weft.networking.translate.istio.IstioKinds;
import dev.weft.networking.translate.smi.SmiKinds;
import dev.weft.runtime.derive.Cell;
import dev.weft.runtime.derive.Derivation;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Graph;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.PersistentMap;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is to be said of clusters, Settings and whole kinds, whatever policies there are. */
final class WorldFindings {

    private final World world;
    private final FoldedIndex<Ref, String, Subject> namedByMesh;
    private final FoldedIndex<ShardId, String, Subject> namedByTarget;
    private final Derivation<Cell.Only, List<Finding>> settings;
    private final Derivation<String, List<Finding>> clusters;
    private final Derivation<String, List<Finding>> unregisteredOfMeshes;
    private final Derivation<String, List<Finding>> unregisteredOfTargets;

    WorldFindings(Graph graph, World world) {
        this.world = world;
        namedByMesh = graph.fold(
                "namedByMesh",
                world.meshes,
                mesh -> naming(mesh.cluster(), Subjects.mesh(mesh.ref())),
                Comparator.naturalOrder());
        namedByTarget =
                graph.fold("namedByTarget", world.targets, WorldFindings::namingTarget, Comparator.naturalOrder());
        settings = graph.derive("settingsFindings", world.settings, this::ofSettings);
        clusters = graph.derive("clusterFindings", world.clusters, this::ofCluster);
        unregisteredOfMeshes = graph.derive("unregisteredOfMeshes", namedByMesh, this::ofMeshes);
        unregisteredOfTargets = graph.derive("unregisteredOfTargets", namedByTarget, this::ofTargets);
    }

    /** All of them, by what they are about. */
    List<PersistentMap<?, List<Finding>>> answers() {
        return List.of(
                settings.answers(),
                clusters.answers(),
                unregisteredOfMeshes.answers(),
                unregisteredOfTargets.answers());
    }

    private static Map<String, List<Subject>> naming(String cluster, Subject by) {
        return cluster.isEmpty() ? Map.of() : Map.of(cluster, List.of(by));
    }

    private static Map<String, List<Subject>> namingTarget(TargetShard shard) {
        TargetFact first = shard.targets().getFirst();
        return naming(first.service().cluster(), Subjects.target(first.ref()));
    }

    private List<Finding> ofSettings(Cell.Only only, Reads reads) {
        SettingsFact fact = reads.of(world.settings);
        return fact.present() ? List.of() : List.of(SettingsFacts.missing(fact.ref()));
    }

    private List<Finding> ofCluster(String name, Reads reads) {
        ClusterFact cluster = reads.must(world.clusters, name);
        Subject subject = new Subject(
                "multicluster.solo.io/v1alpha1",
                "KubernetesCluster",
                reads.of(world.scope).installNamespace(),
                name);
        List<Finding> findings = new ArrayList<>();
        if (cluster.knowledge().whole() instanceof Knowledge.Unknown unknown) {
            findings.add(sourceUnknown(subject, "cluster " + name, unknown));
        }
        cluster.knowledge().kinds().forEach((kind, known) -> {
            if (known instanceof Knowledge.Unknown unknown) {
                findings.add(sourceUnknown(subject, "kind " + kind + " of cluster " + name, unknown));
            }
        });
        incomplete(cluster, IstioKinds.WRITTEN, subject, findings);
        incomplete(cluster, SmiKinds.WRITTEN, subject, findings);
        return findings.stream().map(finding -> finding.onCluster(name)).toList();
    }

    /** Says which kinds of a family are not installed where others of it are: a cluster need not have every mesh. */
    private static void incomplete(
            ClusterFact cluster, List<GroupKind> family, Subject subject, List<Finding> findings) {
        Set<String> groups = family.stream().map(GroupKind::group).collect(toSet());
        if (cluster.served().keySet().stream().noneMatch(kind -> groups.contains(kind.group()))) {
            return;
        }
        for (GroupKind kind : family) {
            if (!cluster.served().containsKey(kind)) {
                findings.add(Finding.of(
                        NetworkingFinding.SERVED_VERSION_ASSUMED,
                        subject,
                        "cluster " + cluster.name() + " has no CustomResourceDefinition of " + kind));
            }
        }
    }

    private static Finding sourceUnknown(Subject subject, String what, Knowledge.Unknown unknown) {
        return Finding.of(
                NetworkingFinding.SOURCE_UNKNOWN,
                subject,
                what + " could not be read (" + unknown.reason() + "); nothing is deleted there");
    }

    private List<Finding> ofMeshes(String cluster, Reads reads) {
        return isRegistered(cluster, reads) ? List.of() : notRegistered(cluster, reads.must(namedByMesh, cluster));
    }

    /** Where a Mesh names the cluster too, the Mesh has the finding. */
    private List<Finding> ofTargets(String cluster, Reads reads) {
        return isRegistered(cluster, reads) || !reads.must(namedByMesh, cluster).isEmpty()
                ? List.of()
                : notRegistered(cluster, reads.must(namedByTarget, cluster));
    }

    private boolean isRegistered(String cluster, Reads reads) {
        return reads.look(world.clusters, cluster).isPresent();
    }

    private static List<Finding> notRegistered(String cluster, List<Subject> named) {
        Subject by = named.getFirst();
        return List.of(Finding.of(
                        NetworkingFinding.CLUSTER_NOT_REGISTERED,
                        by,
                        by + " names cluster " + cluster
                                + ", which is not registered; it counts as registered and empty")
                .onCluster(cluster));
    }
}
