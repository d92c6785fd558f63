// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A set of paths into an object, as {@code fieldsV1} writes it: {@code f:name} a field, {@code k:{"name":"x"}} an item
 * of a keyed list, {@code v:"x"} a value of a set.
 *
 * @param self the path that leads here is in the set
 * @param children what lies below, by path element, sorted
 */
public record FieldSet(boolean self, Map<String, FieldSet> children) {
    public static final FieldSet NONE = new FieldSet(false, Map.of());
    static final FieldSet LEAF = new FieldSet(true, Map.of());

    public boolean isEmpty() {
        return !self && children.isEmpty();
    }

    public static FieldSet read(JsonNode fieldsV1) {
        return read(fieldsV1, false);
    }

    private static FieldSet read(JsonNode node, boolean leaf) {
        Map<String, FieldSet> children = new TreeMap<>();
        boolean self = leaf && node.isEmpty();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (entry.getKey().equals(".")) {
                self = true;
            } else {
                children.put(entry.getKey(), read(entry.getValue(), true));
            }
        }
        return new FieldSet(self, children);
    }

    public ObjectNode write() {
        ObjectNode result = Json.object();
        if (self && !children.isEmpty()) {
            result.putObject(".");
        }
        children.forEach((element, child) -> result.set(element, child.write()));
        return result;
    }

    public FieldSet union(FieldSet other) {
        Map<String, FieldSet> merged = new TreeMap<>(children);
        other.children.forEach((element, child) -> merged.merge(element, child, FieldSet::union));
        return new FieldSet(self || other.self, merged);
    }

    /** With every path that leads to one of the set: who owns a field owns the object around it. */
    FieldSet withParents() {
        Map<String, FieldSet> closed = new TreeMap<>();
        children.forEach((element, child) -> closed.put(element, child.withParents()));
        return new FieldSet(self || !children.isEmpty(), closed);
    }

    public FieldSet minus(FieldSet other) {
        return combined(other, self && !other.self, FieldSet::minus, true);
    }

    public FieldSet and(FieldSet other) {
        return combined(other, self && other.self, FieldSet::and, false);
    }

    private FieldSet combined(
            FieldSet other, boolean here, BiFunction<FieldSet, FieldSet, FieldSet> below, boolean keepUnmatched) {
        Map<String, FieldSet> result = new TreeMap<>();
        children.forEach((element, child) -> {
            FieldSet match = other.children.get(element);
            FieldSet left = match != null ? below.apply(child, match) : keepUnmatched ? child : NONE;
            if (!left.isEmpty()) {
                result.put(element, left);
            }
        });
        return new FieldSet(here, result);
    }

    /** The part below a path, with the path; nothing else. */
    FieldSet only(String... path) {
        return path.length == 0 ? this : nested(path, 0);
    }

    private FieldSet nested(String[] path, int depth) {
        if (depth == path.length) {
            return this;
        }
        FieldSet child = children.get(path[depth]);
        FieldSet kept = child == null ? NONE : child.nested(path, depth + 1);
        return kept.isEmpty() ? NONE : new FieldSet(false, Map.of(path[depth], kept));
    }

    @Nullable
    FieldSet child(String element) {
        return children.get(element);
    }

    /** All paths of the set as {@code .spec.ports[port=80].name}, sorted. */
    List<String> paths() {
        List<String> result = new ArrayList<>();
        collect("", result);
        return result;
    }

    private void collect(String path, List<String> result) {
        if (self) {
            result.add(path);
        }
        children.forEach((element, child) -> child.collect(path + readable(element), result));
    }

    private static String readable(String element) {
        if (element.startsWith("f:")) {
            return "." + element.substring(2);
        }
        if (element.startsWith("v:")) {
            return "[=" + element.substring(2) + "]";
        }
        List<String> keys = new ArrayList<>();
        try {
            Json.own(element.substring(2).getBytes(StandardCharsets.UTF_8))
                    .properties()
                    .forEach(key -> keys.add(key.getKey() + "=" + key.getValue()));
        } catch (RuntimeException e) {
            return "[" + element + "]";
        }
        return "[" + String.join(",", keys) + "]";
    }
}
