// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A place in an object that is being read. Absent and null count as empty; the first value of a wrong type is noted and the rest is
 * still read, so that one look tells whether the object can be used.
 */
final class Cursor {

    /**
     * A value of the wrong type.
     *
     * @param field path inside the object
     * @param expected what should be there
     */
    record Wrong(String field, String expected) {}

    /** Where the first wrong value of an object is noted. */
    private static final class Notes {
        private @Nullable Wrong first;
    }

    private final JsonNode node;
    private final @Nullable Cursor parent;
    private final String step;
    private final Notes notes;

    private Cursor(JsonNode node, @Nullable Cursor parent, String step, Notes notes) {
        this.node = node;
        this.parent = parent;
        this.step = step;
        this.notes = notes;
    }

    static Cursor of(JsonNode object) {
        return new Cursor(object, null, "", new Notes());
    }

    /** The first value of a wrong type met anywhere in the object so far. */
    Optional<Wrong> wrong() {
        return Optional.ofNullable(notes.first);
    }

    private void note(String field, String expected) {
        if (notes.first == null) {
            notes.first = new Wrong(pathOf(field), expected);
        }
    }

    /** Built only when something is wrong. */
    private String pathOf(String field) {
        if (parent == null) {
            return field;
        }
        return parent.pathOf(step) + "." + field;
    }

    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    /** The object in {@code field}; a place without fields when it is absent. */
    Cursor at(String field) {
        JsonNode value = node.path(field);
        if (!absent(value) && !value.isObject()) {
            note(field, "an object");
        }
        return new Cursor(value, this, field, notes);
    }

    boolean has(String field) {
        return !absent(node.path(field));
    }

    /** Text, empty when absent. */
    String text(String field) {
        JsonNode value = node.path(field);
        if (absent(value)) {
            return "";
        }
        if (!value.isTextual()) {
            note(field, "text");
            return "";
        }
        return value.textValue();
    }

    /** A whole number that fits an int, 0 when absent. */
    int number(String field) {
        JsonNode value = node.path(field);
        if (absent(value)) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            note(field, "a whole number");
            return 0;
        }
        return value.intValue();
    }

    /** Whether the value is text; for fields that hold a number or a name. */
    boolean isText(String field) {
        return node.path(field).isTextual();
    }

    /** A flag, {@code otherwise} when absent. */
    boolean flag(String field, boolean otherwise) {
        JsonNode value = node.path(field);
        if (absent(value)) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            note(field, "true or false");
            return otherwise;
        }
        return value.booleanValue();
    }

    /** A map of texts, ordered by key. */
    SortedMap<String, String> texts(String field) {
        JsonNode value = node.path(field);
        if (absent(value) || (value.isObject() && value.isEmpty())) {
            return Collections.emptySortedMap();
        }
        SortedMap<String, String> texts = new TreeMap<>();
        if (!value.isObject()) {
            note(field, "a map of texts");
            return texts;
        }
        value.properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                texts.put(entry.getKey(), entry.getValue().textValue());
            } else if (entry.getValue().isNull()) {
                texts.put(entry.getKey(), "");
            } else {
                note(field + "." + entry.getKey(), "text");
            }
        });
        return texts;
    }

    /** A list of texts; null elements are left out. */
    List<String> textList(String field) {
        List<String> texts = new ArrayList<>();
        eachNode(field, (value, index) -> {
            if (value.isTextual()) {
                texts.add(value.textValue());
            } else {
                note(field + "[" + index + "]", "text");
            }
        });
        return texts;
    }

    /** Visits the objects of a list; null elements are left out. */
    void each(String field, Consumer<Cursor> visit) {
        eachNode(field, (value, index) -> {
            if (value.isObject()) {
                visit.accept(new Cursor(value, this, field + "[" + index + "]", notes));
            } else {
                note(field + "[" + index + "]", "an object");
            }
        });
    }

    private interface Visit {
        void at(JsonNode value, int index);
    }

    private void eachNode(String field, Visit visit) {
        JsonNode list = node.path(field);
        if (absent(list)) {
            return;
        }
        if (!list.isArray()) {
            note(field, "a list");
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            JsonNode value = list.get(i);
            if (!absent(value)) {
                visit.at(value, i);
            }
        }
    }
}
