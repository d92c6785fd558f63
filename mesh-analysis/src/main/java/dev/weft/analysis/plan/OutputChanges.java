// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.Pass;
import dev.weft.networking.translate.OutputPart;
import dev.weft.networking.translate.OutputParts;
import dev.weft.networking.translate.StaleJudge;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.OwnerLabels;
import dev.weft.runtime.output.Parent;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What differs between the outputs of two passes; only the parts that differ are looked at. */
final class OutputChanges {

    private static final String TARGET = "TrafficTarget";

    private final Pass before;
    private final Pass after;
    private final Set<ObjectId> changed;
    private final SortedMap<ObjectId, Rendered> was = new TreeMap<>();
    private final SortedMap<ObjectId, Rendered> becomes = new TreeMap<>();

    /** @param changed what is in the change */
    OutputChanges(Pass before, Pass after, Set<ObjectId> changed) {
        this.before = before;
        this.after = after;
        this.changed = changed;
        for (OutputParts.Difference part :
                after.translation().outputs().since(before.translation().outputs())) {
            put(part.before(), was);
            put(part.after(), becomes);
        }
    }

    private static void put(@Nullable OutputPart part, SortedMap<ObjectId, Rendered> outputs) {
        if (part != null) {
            part.outputs().forEach(output -> outputs.put(output.id(), output));
        }
    }

    /** Ordered. */
    List<OutputChange> all() {
        SortedSet<ObjectId> ids = new TreeSet<>(was.keySet());
        ids.addAll(becomes.keySet());
        Deletion deletion = new Deletion();
        List<OutputChange> changes = new ArrayList<>();
        for (ObjectId id : ids) {
            Rendered old = was.get(id);
            Rendered now = becomes.get(id);
            if (now == null) {
                OutputChange.Kind kind = deletion.isCertain(id) ? OutputChange.Kind.DELETED : OutputChange.Kind.KEPT;
                changes.add(change(id, kind, Objects.requireNonNull(old), List.of()));
            } else if (old == null) {
                changes.add(change(id, OutputChange.Kind.CREATED, now, List.of()));
            } else if (old != now && !old.hash().equals(now.hash())) {
                changes.add(change(id, OutputChange.Kind.CHANGED, now, FieldChanges.between(json(old), json(now))));
            }
        }
        return changes;
    }

    /** The output as it is, as {@link #json} shows it; a missing node when there is none. */
    JsonNode before(ObjectId id) {
        return json(was.get(id));
    }

    JsonNode after(ObjectId id) {
        return json(becomes.get(id));
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

    private static ObjectId id(Parent parent) {
        return new ObjectId(
                ObjectId.MANAGEMENT,
                GroupKind.of(parent.apiVersion(), parent.kind()),
                parent.ref().namespace(),
                parent.ref().name());
    }

    /** Whether what is no longer wanted goes, which is not so where that cannot be told for sure. */
    private final class Deletion {

        private @Nullable StaleJudge judge;

        /** What is not on the cluster yet is just not written. */
        boolean isCertain(ObjectId id) {
            var configs = after.assembly().snapshot().configs().get(new ShardId(id.cluster(), id.namespace()));
            return configs == null
                    || configs.of(id).map(object -> judge().isStale(object)).orElse(true);
        }

        private StaleJudge judge() {
            if (judge == null) {
                judge = StaleJudge.of(after.translation(), after.assembly().unreadable());
            }
            return judge;
        }
    }

    /** How many objects are wanted without the change. */
    int total() {
        return before.translation()
                .outputs()
                .all()
                .mapToInt(part -> part.outputs().size())
                .sum();
    }
}
