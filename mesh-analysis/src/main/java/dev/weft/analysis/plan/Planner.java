// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.analysis.ManagementDocument;
import dev.weft.analysis.Pass;
import dev.weft.analysis.RenderOptions;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import dev.weft.runtime.status.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Renders a situation without and with a change, and compares. The second rendering is made from the first. */
public final class Planner {

    private final RawSnapshot snapshot;
    private final Pass before;
    private final Pass after;
    private final Set<ObjectId> changed;

    private Planner(RawSnapshot snapshot, Pass before, Pass after, Set<ObjectId> changed) {
        this.snapshot = snapshot;
        this.before = before;
        this.after = after;
        this.changed = changed;
    }

    /** The same arguments give the same plan. */
    public static Plan plan(RawSnapshot snapshot, Change change, RenderOptions options) {
        Pass before = Pass.toCompare(snapshot, options).settled();
        Map<ObjectId, RawObject> there =
                before.find(change.put().stream().map(RawObject::id).collect(Collectors.toSet()));
        List<RawObject> put = change.put().stream()
                .map(object -> ChangedObject.of(Optional.ofNullable(there.get(object.id())), object))
                .toList();
        return between(snapshot, before, before.with(put, change.gone()), change);
    }

    /** Whatever way the second pass was made. */
    static Plan between(RawSnapshot snapshot, Pass before, Pass after, Change change) {
        Set<ObjectId> changed = new HashSet<>(change.gone());
        change.put().forEach(object -> changed.add(object.id()));
        return new Planner(snapshot, before, after, changed).plan();
    }

    private Plan plan() {
        OutputChanges found = new OutputChanges(before, after, changed);
        List<OutputChange> outputs = found.all();
        List<StateChange> states = states();
        List<Risk> risks = new ArrayList<>();
        AccessRisks access = new AccessRisks(new AccessNeighbours(snapshot, before.translation()::allOutputs));
        outputs.forEach(output -> {
            JsonNode old = found.before(output.id());
            JsonNode now = found.after(output.id());
            risks.addAll(access.of(output, old, now));
            risks.addAll(TlsRisks.of(output, old, now));
        });
        BlastRadius radius = BlastRadius.of(outputs, found.total());
        risks.addAll(WholeRisks.of(outputs, states, radius));
        Collections.sort(risks);
        // What is told of outputs that are left where they are depends on nothing that a change alters.
        Set<Finding> was = before.findings().collect(Collectors.toSet());
        Set<Finding> becomes = after.findings().collect(Collectors.toSet());
        return new Plan(outputs, states, without(becomes, was), without(was, becomes), radius, risks, unclaimed());
    }

    private static List<Finding> without(Set<Finding> findings, Set<Finding> others) {
        return findings.stream()
                .filter(finding -> !others.contains(finding))
                .sorted()
                .toList();
    }

    private List<StateChange> states() {
        Map<ObjectId, ManagementDocument> was = new TreeMap<>();
        before.usersDocuments().forEach(document -> was.put(document.id(), document));
        Map<ObjectId, ManagementDocument> becomes = new TreeMap<>();
        after.usersDocuments().forEach(document -> becomes.put(document.id(), document));
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
