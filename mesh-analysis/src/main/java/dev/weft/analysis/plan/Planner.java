// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.ManagementDocument;
import dev.weft.analysis.Render;
import dev.weft.analysis.RenderOptions;
import dev.weft.analysis.Rendering;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawSnapshot;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Renders a situation without and with a change, and compares. */
public final class Planner {

    private static final String TARGET = "TrafficTarget";

    private final RawSnapshot snapshot;
    private final Rendering before;
    private final Rendering after;
    private final Set<ObjectId> changed;

    private Planner(RawSnapshot snapshot, Rendering before, Rendering after, Set<ObjectId> changed) {
        this.snapshot = snapshot;
        this.before = before;
        this.after = after;
        this.changed = changed;
    }

    /** The same arguments give the same plan. */
    public static Plan plan(RawSnapshot snapshot, Change change, RenderOptions options) {
        Rendering before = Render.of(snapshot, options);
        Rendering after = Render.of(ChangedSnapshot.of(snapshot, before.management(), change), options);
        Set<ObjectId> changed = new HashSet<>(change.gone());
        change.put().forEach(object -> changed.add(object.id()));
        return new Planner(snapshot, before, after, changed).plan();
    }

    private static ObjectId id(Parent parent) {
        return new ObjectId(
                ObjectId.MANAGEMENT,
                GroupKind.of(parent.apiVersion(), parent.kind()),
                parent.ref().namespace(),
                parent.ref().name());
    }

    private Plan plan() {
        SortedMap<ObjectId, Rendered> was = byId(before);
        SortedMap<ObjectId, Rendered> becomes = byId(after);
        List<OutputChange> outputs = outputs(was, becomes);
        List<StateChange> states = states();
        List<Risk> risks = new ArrayList<>();
        AccessRisks access = new AccessRisks(new AccessNeighbours(snapshot, was.values()));
        outputs.forEach(output -> {
            JsonNode old = json(was.get(output.id()));
            JsonNode now = json(becomes.get(output.id()));
            risks.addAll(access.of(output, old, now));
            risks.addAll(TlsRisks.of(output, old, now));
        });
        BlastRadius radius = BlastRadius.of(outputs, was.size());
        risks.addAll(WholeRisks.of(outputs, states, radius));
        Collections.sort(risks);
        return new Plan(
                outputs,
                states,
                without(after.findings(), before.findings()),
                without(before.findings(), after.findings()),
                radius,
                risks,
                unclaimed());
    }

    private static SortedMap<ObjectId, Rendered> byId(Rendering rendering) {
        SortedMap<ObjectId, Rendered> outputs = new TreeMap<>();
        rendering.outputs().values().forEach(list -> list.forEach(output -> outputs.put(output.id(), output)));
        return outputs;
    }

    /** Without the annotations that say which policies it comes from: the plan says so itself. */
    private static JsonNode json(@Nullable Rendered output) {
        if (output == null) {
            return MissingNode.getInstance();
        }
        ObjectNode tree = CanonicalJson.object(output.json());
        tree.withObject("/metadata/annotations").remove(List.of(OwnerLabels.PARENTS, OwnerLabels.PARENTS_TOTAL));
        return tree;
    }

    private List<OutputChange> outputs(SortedMap<ObjectId, Rendered> was, SortedMap<ObjectId, Rendered> becomes) {
        Set<ObjectId> deleted = Set.copyOf(after.deletes());
        Set<ObjectId> existing = new HashSet<>();
        snapshot.clusters().values().forEach(cluster -> cluster.objects().forEach(object -> existing.add(object.id())));
        SortedSet<ObjectId> all = new TreeSet<>(was.keySet());
        all.addAll(becomes.keySet());
        List<OutputChange> changes = new ArrayList<>();
        for (ObjectId id : all) {
            Rendered old = was.get(id);
            Rendered now = becomes.get(id);
            if (now == null) {
                boolean stays = existing.contains(id) && !deleted.contains(id);
                OutputChange.Kind kind = stays ? OutputChange.Kind.KEPT : OutputChange.Kind.DELETED;
                changes.add(change(id, kind, Objects.requireNonNull(old), List.of()));
            } else if (old == null) {
                changes.add(change(id, OutputChange.Kind.CREATED, now, List.of()));
            } else if (!old.hash().equals(now.hash())) {
                changes.add(change(id, OutputChange.Kind.CHANGED, now, FieldChanges.between(json(old), json(now))));
            }
        }
        return changes;
    }

    private OutputChange change(ObjectId id, OutputChange.Kind kind, Rendered of, List<FieldChange> fields) {
        List<String> targets = of.parents().stream()
                .filter(parent -> parent.kind().equals(TARGET))
                .map(parent -> parent.ref().namespace() + "/" + parent.ref().name())
                .toList();
        List<Parent> policies = of.parents().stream()
                .filter(parent -> !parent.kind().equals(TARGET))
                .toList();
        List<Parent> because =
                policies.stream().filter(parent -> changed.contains(id(parent))).toList();
        return new OutputChange(id, kind, targets, because.isEmpty() ? policies : because, fields);
    }

    private List<StateChange> states() {
        Map<ObjectId, ManagementDocument> was = new TreeMap<>();
        before.management().forEach(document -> was.put(document.id(), document));
        Map<ObjectId, ManagementDocument> becomes = new TreeMap<>();
        after.management().forEach(document -> becomes.put(document.id(), document));
        SortedSet<ObjectId> all = new TreeSet<>(was.keySet());
        all.addAll(becomes.keySet());
        List<StateChange> changes = new ArrayList<>();
        for (ObjectId id : all) {
            String old = state(was.get(id));
            String now = state(becomes.get(id));
            if (!old.equals(now)) {
                changes.add(new StateChange(id, old, now, reason(becomes.get(id))));
            }
        }
        return changes;
    }

    private static String state(@Nullable ManagementDocument document) {
        return document == null ? "" : document.state();
    }

    private static String reason(@Nullable ManagementDocument document) {
        if (document == null) {
            return "";
        }
        for (JsonNode condition : document.object().at("/status/conditions")) {
            if (condition.path("type").asText().equals("Accepted")
                    && !condition.path("status").asText().equals("True")) {
                return condition.path("message").asText();
            }
        }
        return "";
    }

    private static List<Finding> without(List<Finding> findings, List<Finding> others) {
        Set<Finding> known = new HashSet<>(others);
        return findings.stream().filter(finding -> !known.contains(finding)).toList();
    }

    private List<String> unclaimed() {
        List<String> lines = new ArrayList<>();
        snapshot.clusters().forEach((name, cluster) -> {
            if (cluster.knowledge().whole() instanceof Knowledge.Unknown unknown) {
                lines.add("cluster " + name + " is unknown (" + unknown.reason()
                        + "): what would change there is not told");
            }
            cluster.knowledge().kinds().forEach((kind, knowledge) -> {
                if (knowledge instanceof Knowledge.Unknown unknown) {
                    lines.add("on cluster " + name + " " + kind + " is unknown (" + unknown.reason()
                            + "): nothing is deleted there, and what depends on it stays undecided");
                }
            });
        });
        return lines;
    }
}
