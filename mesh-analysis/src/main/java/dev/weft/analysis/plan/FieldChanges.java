// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What differs between two trees, leaf by leaf. Elements of lists are matched, so that one that is added does not alter all after it. */
final class FieldChanges {

    /** Lists that together have more elements pairs than this are compared position by position. */
    private static final int MOST_PAIRS = 250_000;

    private final List<FieldChange> changes = new ArrayList<>();

    private FieldChanges() {}

    /** Ordered as in the tree, fields by name. */
    static List<FieldChange> between(JsonNode before, JsonNode after) {
        FieldChanges found = new FieldChanges();
        found.compare("", before, after);
        return List.copyOf(found.changes);
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (before.equals(after)) {
            return;
        }
        if (before instanceof ObjectNode && after instanceof ObjectNode) {
            SortedSet<String> names = new TreeSet<>();
            before.properties().forEach(field -> names.add(field.getKey()));
            after.properties().forEach(field -> names.add(field.getKey()));
            names.forEach(name -> compare(below(path, name), before.path(name), after.path(name)));
        } else if (before instanceof ArrayNode && after instanceof ArrayNode) {
            compareLists(path, before, after);
        } else {
            changes.add(new FieldChange(path, before, after));
        }
    }

    /** Names with dots, such as those of labels, are put in quotes. */
    private static String below(String path, String name) {
        if (name.contains(".") || name.contains("/")) {
            return path + "[\"" + name + "\"]";
        }
        return path.isEmpty() ? name : path + "." + name;
    }

    private void compareLists(String path, JsonNode before, JsonNode after) {
        int[][] common = (long) before.size() * after.size() <= MOST_PAIRS ? common(before, after) : new int[0][];
        int old = 0;
        int now = 0;
        List<Integer> removed = new ArrayList<>();
        List<Integer> added = new ArrayList<>();
        while (old < before.size() || now < after.size()) {
            boolean bothLeft = old < before.size() && now < after.size();
            if (bothLeft && before.get(old).equals(after.get(now))) {
                pair(path, before, after, removed, added);
                old++;
                now++;
            } else if (common.length == 0 && bothLeft) {
                removed.add(old++);
                added.add(now++);
            } else if (now == after.size() || (bothLeft && common[old + 1][now] >= common[old][now + 1])) {
                removed.add(old++);
            } else {
                added.add(now++);
            }
        }
        pair(path, before, after, removed, added);
    }

    /** Of a run of elements without a match, the first with the first and so on are the same element, altered. */
    private void pair(String path, JsonNode before, JsonNode after, List<Integer> removed, List<Integer> added) {
        for (int i = 0; i < Math.max(removed.size(), added.size()); i++) {
            if (i >= added.size()) {
                changes.add(new FieldChange(
                        path + "[" + removed.get(i) + "]", before.get(removed.get(i)), MissingNode.getInstance()));
            } else if (i >= removed.size()) {
                changes.add(new FieldChange(
                        path + "[" + added.get(i) + "]", MissingNode.getInstance(), after.get(added.get(i))));
            } else {
                compare(path + "[" + added.get(i) + "]", before.get(removed.get(i)), after.get(added.get(i)));
            }
        }
        removed.clear();
        added.clear();
    }

    /** {@code [i][j]}: how many elements the rests from i and from j have in common, in the same order. */
    private static int[][] common(JsonNode before, JsonNode after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
