// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.apply.ManagedFields.Entry;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.schema.Schema;
import dev.weft.sandbox.status.Cause;
import dev.weft.sandbox.status.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Merges an applied configuration into an object, field by field, by owner. */
public final class ServerSideApply {
    private final Schema schema;
    private final Writer writer;
    private final boolean force;

    public ServerSideApply(Schema schema, Writer writer, boolean force) {
        this.schema = schema;
        this.writer = writer;
        this.force = force;
    }

    /**
     * @param live the object as it is, null when there is none
     * @param applied the configuration, without what the server alone sets
     * @return the merged object with its managedFields
     * @throws Refusal 409 with a cause a field, when others own fields with other values and force is off
     */
    public ObjectNode apply(@Nullable ObjectNode live, ObjectNode applied) {
        FieldSet claim = new FieldSet(
                false, Paths.claimed(schema, ManagedFields.owned(applied)).children());
        if (live == null) {
            ObjectNode created = applied.deepCopy();
            ManagedFields.write(created, List.of(entry(claim)));
            return created;
        }
        ObjectNode result = (ObjectNode) merge(schema, live.deepCopy(), applied);
        FieldSet changing = Paths.changed(schema, ManagedFields.owned(live), ManagedFields.owned(result));
        List<Entry> others = new ArrayList<>();
        FieldSet before = FieldSet.NONE;
        Map<String, FieldSet> conflicts = new TreeMap<>();
        for (Entry entry : ManagedFields.read(live)) {
            if (entry.is(writer, "Apply")) {
                before = entry.fields();
                continue;
            }
            FieldSet taken = entry.fields().and(changing);
            if (!taken.isEmpty()) {
                conflicts.merge(owner(entry), taken, FieldSet::union);
            }
            others.add(force ? entry.with(entry.fields().minus(taken)) : entry);
        }
        if (!conflicts.isEmpty() && !force) {
            throw conflict(conflicts);
        }
        return owned(result, claim, before, others);
    }

    private ObjectNode owned(ObjectNode result, FieldSet claim, FieldSet before, List<Entry> others) {
        FieldSet dropped = before.minus(claim.withParents());
        for (Entry other : others) {
            dropped = dropped.minus(other.fields().withParents());
        }
        Paths.remove(schema, result, dropped);
        FieldSet present = Paths.present(schema, ManagedFields.owned(result));
        List<Entry> entries = new ArrayList<>();
        others.forEach(other -> entries.add(other.with(other.fields().and(present))));
        entries.add(entry(claim));
        ManagedFields.write(result, entries);
        return result;
    }

    private Entry entry(FieldSet claim) {
        return new Entry(writer.manager(), "Apply", writer.apiVersion(), writer.time(), writer.subresource(), claim);
    }

    private static String owner(Entry entry) {
        String place = entry.subresource().isEmpty() ? "" : " with subresource \"" + entry.subresource() + "\"";
        return "\"" + entry.manager() + "\"" + place + " using " + entry.apiVersion();
    }

    private static Refusal conflict(Map<String, FieldSet> conflicts) {
        List<Cause> causes = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        conflicts.forEach((owner, fields) -> {
            lines.add("conflicts with " + owner + ":");
            for (String path : fields.paths()) {
                causes.add(new Cause("FieldManagerConflict", "conflict with " + owner, path));
                lines.add("- " + path);
            }
        });
        String message = causes.size() == 1
                ? "1 conflict: " + causes.get(0).message() + ": "
                        + causes.get(0).field()
                : causes.size() + " conflicts: " + String.join("\n", lines);
        return Refusal.applyConflict("Apply failed with " + message, causes);
    }

    private static JsonNode merge(Schema schema, JsonNode live, JsonNode applied) {
        if (!Paths.granular(schema, applied) || !Paths.granular(schema, live) || applied.isEmpty()) {
            boolean keep = applied.isEmpty()
                    && applied.isContainerNode()
                    && live.isContainerNode()
                    && Paths.granular(schema, live);
            return keep ? live : applied.deepCopy();
        }
        if (applied instanceof ObjectNode fields && live instanceof ObjectNode object) {
            fields.properties().forEach(entry -> {
                JsonNode present = object.get(entry.getKey());
                Schema below = Paths.below(schema, "f:" + entry.getKey());
                object.set(
                        entry.getKey(),
                        present == null ? entry.getValue().deepCopy() : merge(below, present, entry.getValue()));
            });
            return object;
        }
        if (applied.isArray() && live instanceof ArrayNode list) {
            Map<String, JsonNode> items = new LinkedHashMap<>(Paths.parts(schema, list));
            Schema element = schema.element() == null ? Schema.any() : schema.element();
            Paths.parts(schema, applied).forEach((key, item) -> {
                JsonNode present = items.get(key);
                items.put(key, present == null ? item.deepCopy() : merge(element, present, item));
            });
            return Json.array().addAll(items.values());
        }
        return applied.deepCopy();
    }
}
