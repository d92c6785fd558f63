// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.describe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Builds the text of a cell: one {@code Key: value} a line, empty values left out, a blank last line when there is any. */
final class Cell {

    private final StringBuilder text = new StringBuilder();

    Cell field(String key, JsonNode value) {
        return field(key, value.asText(""));
    }

    Cell field(String key, String value) {
        if (!value.isEmpty()) {
            text.append(key).append(": ").append(oneLine(value)).append('\n');
        }
        return this;
    }

    /** A list as one comma-separated line. */
    Cell list(String key, JsonNode values) {
        List<String> texts = new ArrayList<>();
        values.forEach(value -> texts.add(value.asText("")));
        return field(key, String.join(", ", texts));
    }

    /** A heading, then one line for each entry, sorted by key; nothing when the map is empty. */
    Cell map(String heading, JsonNode map) {
        if (map.isObject() && !map.isEmpty()) {
            text.append(heading).append('\n');
            TreeMap<String, String> sorted = new TreeMap<>();
            map.properties()
                    .forEach(
                            entry -> sorted.put(entry.getKey(), entry.getValue().asText("")));
            sorted.forEach(this::field);
        }
        return this;
    }

    Cell heading(String heading) {
        text.append(heading).append('\n');
        return this;
    }

    /** Name, namespace and, where it has one, cluster of a reference. */
    Cell ref(JsonNode ref) {
        return field("Name", ref.path("name"))
                .field("Namespace", ref.path("namespace"))
                .field("Cluster", ref.path("clusterName"));
    }

    /** Several references, separated by a blank line. */
    static String refs(Iterable<JsonNode> refs) {
        List<String> parts = new ArrayList<>();
        refs.forEach(ref -> parts.add(new Cell().ref(ref).toString()));
        return parts.stream().filter(part -> !part.isEmpty()).collect(Collectors.joining("\n"));
    }

    /** Names and values come from other people's objects: no control character of theirs reaches a terminal. */
    private static String oneLine(String value) {
        StringBuilder line = new StringBuilder(value.length());
        value.codePoints().forEach(c -> line.appendCodePoint(isUnprintable(c) ? ' ' : c));
        return line.toString();
    }

    private static boolean isUnprintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
