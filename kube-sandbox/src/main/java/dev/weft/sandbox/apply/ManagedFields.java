// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.schema.Schema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps {@code metadata.managedFields}: who wrote what (https://kubernetes.io/docs/reference/using-api/server-side-apply/). */
public final class ManagedFields {
    static final Set<String> UNOWNED_METADATA = Set.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "managedFields",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "selfLink",
            "generateName");

    private static final Comparator<Entry> ORDER = Comparator.comparing(Entry::operation)
            .thenComparing(Entry::time)
            .thenComparing(Entry::manager)
            .thenComparing(Entry::subresource);

    private ManagedFields() {}

    /** One writer of an object. */
    record Entry(
            String manager, String operation, String apiVersion, String time, String subresource, FieldSet fields) {

        static Entry read(JsonNode node) {
            return new Entry(
                    Json.at(node, "manager"),
                    Json.at(node, "operation"),
                    Json.at(node, "apiVersion"),
                    Json.at(node, "time"),
                    Json.at(node, "subresource"),
                    FieldSet.read(node.path("fieldsV1")));
        }

        boolean is(Writer writer, String wanted) {
            return manager.equals(writer.manager())
                    && operation.equals(wanted)
                    && subresource.equals(writer.subresource());
        }

        Entry with(FieldSet other) {
            return new Entry(manager, operation, apiVersion, time, subresource, other);
        }
    }

    static List<Entry> read(JsonNode object) {
        List<Entry> result = new ArrayList<>();
        object.path("metadata").path("managedFields").forEach(node -> result.add(Entry.read(node)));
        return result;
    }

    static void write(ObjectNode object, List<Entry> entries) {
        ObjectNode metadata = Json.child(object, "metadata");
        metadata.remove("managedFields");
        List<Entry> sorted = entries.stream()
                .filter(entry -> !entry.fields().isEmpty())
                .sorted(ORDER)
                .toList();
        if (sorted.isEmpty()) {
            return;
        }
        ArrayNode list = metadata.putArray("managedFields");
        for (Entry entry : sorted) {
            ObjectNode node = list.addObject()
                    .put("manager", entry.manager())
                    .put("operation", entry.operation())
                    .put("apiVersion", entry.apiVersion());
            if (!entry.time().isEmpty()) {
                node.put("time", entry.time());
            }
            node.put("fieldsType", "FieldsV1").set("fieldsV1", entry.fields().write());
            if (!entry.subresource().isEmpty()) {
                node.put("subresource", entry.subresource());
            }
        }
    }

    /** The part of an object whose fields have owners. */
    static ObjectNode owned(JsonNode object) {
        ObjectNode result = object.deepCopy();
        result.remove(List.of("apiVersion", "kind"));
        if (result.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(UNOWNED_METADATA);
            if (metadata.isEmpty()) {
                result.remove("metadata");
            }
        }
        return result;
    }

    /**
     * Notes a create, update or patch: the writer owns what it changed, all others lose that and what is gone.
     *
     * @param before the object before, null when it is created
     * @param after is changed: its managedFields are set. What the client sent there is taken, unless it is empty
     */
    public static void update(Schema schema, @Nullable ObjectNode before, ObjectNode after, Writer writer) {
        JsonNode sent = after.path("metadata").path("managedFields");
        boolean reset = sent.isArray()
                && (sent.isEmpty() || (sent.size() == 1 && sent.get(0).isEmpty()));
        List<Entry> entries =
                reset && before != null ? List.of() : read(sent.isEmpty() && before != null ? before : after);
        ObjectNode now = owned(after);
        FieldSet changed = without(Paths.changed(schema, before == null ? null : owned(before), now));
        FieldSet present = Paths.present(schema, now);
        List<Entry> result = new ArrayList<>();
        FieldSet mine = reset && before != null ? FieldSet.NONE : changed;
        String time = writer.time();
        for (Entry entry : entries) {
            if (entry.is(writer, "Update")) {
                mine = mine.union(entry.fields());
                time = changed.isEmpty() ? entry.time() : time;
            } else {
                result.add(entry.with(entry.fields().minus(changed).and(present)));
            }
        }
        result.add(new Entry(
                writer.manager(), "Update", writer.apiVersion(), time, writer.subresource(), mine.and(present)));
        write(after, result);
    }

    /** A new object as a whole is nobody's field. */
    private static FieldSet without(FieldSet changed) {
        return new FieldSet(false, changed.children());
    }
}
