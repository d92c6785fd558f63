// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.validate;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;

import dev.weft.analysis.ManagementDocument;
import dev.weft.analysis.Render;
import dev.weft.analysis.RenderOptions;
import dev.weft.analysis.Rendering;
import dev.weft.analysis.plan.Change;
import dev.weft.analysis.plan.ChangedSnapshot;
import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.input.ReadKinds;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Says of objects what the plane would say of them: it translates a situation with them in it, and reads the findings. There is no
 * second opinion here, so none that could differ from the plane's.
 */
public final class Validator {

    private static final Set<GroupKind> DISCOVERED =
            Set.of(ReadKinds.MESH, ReadKinds.WORKLOAD, ReadKinds.TRAFFIC_TARGET);

    /** Stands for all clusters that no object names: of those nothing is known either. */
    private static final String ANY_OTHER = "any-other-cluster";

    private Validator() {}

    /**
     * What the objects say by themselves. Everything else counts as unknown, and the plane claims nothing of what is unknown: no
     * reference is wrong, and nothing is in conflict.
     */
    public static Validation alone(List<RawObject> objects, RenderOptions options) {
        List<RawObject> read = objects.stream()
                .filter(Validator::isRead)
                .filter(object -> !DISCOVERED.contains(object.id().kind()))
                .sorted((one, other) -> one.id().compareTo(other.id()))
                .toList();
        SortedMap<String, RawCluster> clusters = new TreeMap<>();
        clusters.put(ANY_OTHER, unknown(ANY_OTHER));
        NamedClusters.in(read).forEach(name -> clusters.put(name, unknown(name)));
        // As new ones: what an export says of their status is no more than what somebody has thought of them elsewhere.
        RawSnapshot nothing = new RawSnapshot(List.of(), clusters, new TreeMap<>());
        Rendering rendering = Render.of(ChangedSnapshot.of(nothing, List.of(), new Change(read, List.of())), options);
        List<Finding> own = rendering.findings().stream()
                .filter(about(read))
                .filter(finding -> finding.code() != NetworkingFinding.SOURCE_UNKNOWN)
                .toList();
        return new Validation(own, List.of(), ids(read), rejected(rendering, ids(read)), new TreeSet<>(), List.of());
    }

    private static RawCluster unknown(String name) {
        return new RawCluster(name, List.of(), ClusterKnowledge.unknown("NotRead", ""));
    }

    /**
     * What the plane would say with the objects in a situation, each in place of what has its name there. What is there already was
     * first, so in a conflict it wins. Discovered objects are left out unless the situation holds such objects: with one of them it
     * would be taken as all that there is.
     */
    public static Validation in(RawSnapshot world, List<RawObject> objects, RenderOptions options) {
        boolean holdsDiscovered = !options.discover()
                && world.management().stream()
                        .anyMatch(object -> DISCOVERED.contains(object.id().kind()));
        List<RawObject> put = objects.stream()
                .filter(Validator::isRead)
                .filter(object ->
                        holdsDiscovered || !DISCOVERED.contains(object.id().kind()))
                .toList();
        Rendering before = Render.of(world, options);
        Rendering after =
                Render.of(ChangedSnapshot.of(world, before.management(), new Change(put, List.of())), options);
        Predicate<Finding> isOwn = about(put);
        Set<Finding> known = new HashSet<>(before.findings());
        List<Finding> own = after.findings().stream().filter(isOwn).toList();
        List<Finding> others = after.findings().stream()
                .filter(isOwn.negate())
                .filter(finding -> !known.contains(finding))
                .toList();
        return new Validation(
                own, others, ids(put), rejected(after, ids(put)), undecided(after, put, own), unclaimed(world));
    }

    private static TreeSet<ObjectId> undecided(Rendering rendering, List<RawObject> put, List<Finding> own) {
        Set<ObjectId> judged = ids(put);
        TreeSet<ObjectId> undecided = rendering.management().stream()
                .filter(document -> document.state().equals("PENDING"))
                .map(ManagementDocument::id)
                .filter(judged::contains)
                .collect(toCollection(TreeSet::new));
        Set<Subject> unread = own.stream()
                .filter(finding -> finding.code() == NetworkingFinding.SOURCE_UNKNOWN)
                .map(Finding::subject)
                .collect(toSet());
        put.stream()
                // Of a registration it is said that its cluster is unknown; the registration itself is not in doubt.
                .filter(object -> !object.id().kind().equals(ReadKinds.KUBERNETES_CLUSTER))
                .filter(object -> unread.contains(subject(object)))
                .forEach(object -> undecided.add(object.id()));
        return undecided;
    }

    private static boolean isRead(RawObject object) {
        return ReadKinds.ofManagement().contains(object.id().kind());
    }

    private static TreeSet<ObjectId> ids(List<RawObject> objects) {
        return objects.stream().map(RawObject::id).collect(toCollection(TreeSet::new));
    }

    private static TreeSet<ObjectId> rejected(Rendering rendering, Set<ObjectId> of) {
        return rendering.management().stream()
                .filter(ManagementDocument::isRejected)
                .map(ManagementDocument::id)
                .filter(of::contains)
                .collect(toCollection(TreeSet::new));
    }

    private static Predicate<Finding> about(List<RawObject> objects) {
        Set<Subject> subjects = objects.stream().map(Validator::subject).collect(toSet());
        return finding -> subjects.contains(finding.subject());
    }

    private static Subject subject(RawObject object) {
        return Subject.of(object.id(), object.apiVersion());
    }

    private static List<String> unclaimed(RawSnapshot world) {
        List<String> lines = new ArrayList<>();
        world.clusters().forEach((name, cluster) -> {
            if (cluster.knowledge().whole() instanceof Knowledge.Unknown unknown) {
                lines.add("cluster " + name + " is unknown (" + unknown.reason()
                        + "): what names something there stays undecided");
            }
            cluster.knowledge().kinds().forEach((kind, knowledge) -> {
                if (knowledge instanceof Knowledge.Unknown unknown) {
                    lines.add("on cluster " + name + " " + kind + " is unknown (" + unknown.reason()
                            + "): what depends on it stays undecided");
                }
            });
        });
        return lines;
    }
}
