// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.schema.Schema;
import dev.weft.sandbox.schema.Schema.ListType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which paths an object has, and which differ between two. */
final class Paths {
    private static final Schema UNKNOWN = Schema.any();

    private Paths() {}

    /** The schema below a path element. */
    static Schema below(Schema schema, String element) {
        Schema found = element.startsWith("f:") ? schema.field(element.substring(2)) : schema.element();
        return found == null ? UNKNOWN : found;
    }

    /** True when fields or items below have owners of their own. */
    static boolean granular(Schema schema, JsonNode node) {
        return node.isObject() ? schema.granularObject() : node.isArray() && schema.granularList();
    }

    /** The parts of an object or list by path element, in order. */
    static Map<String, JsonNode> parts(Schema schema, JsonNode node) {
        Map<String, JsonNode> result = new LinkedHashMap<>();
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> result.put("f:" + entry.getKey(), entry.getValue()));
        } else if (node instanceof ArrayNode list) {
            list.forEach(item -> result.putIfAbsent(element(schema, item), item));
        }
        return result;
    }

    private static String element(Schema list, JsonNode item) {
        if (list.merging().list() != ListType.MAP) {
            return "v:" + Json.text(item);
        }
        ObjectNode identity = Json.object();
        Schema type = list.element() == null ? UNKNOWN : list.element();
        list.merging().keys().stream().sorted().forEach(key -> {
            JsonNode value = item.get(key);
            Schema field = type.field(key);
            if (value == null && field != null && field.fallback() != null) {
                value = field.fallback();
            }
            if (value != null) {
                identity.set(key, value);
            }
        });
        return "k:" + Json.text(identity);
    }

    /** What an applied configuration claims: its leaves, and its items of keyed lists. */
    static FieldSet claimed(Schema schema, JsonNode node) {
        Map<String, JsonNode> parts = granular(schema, node) ? parts(schema, node) : Map.of();
        if (parts.isEmpty()) {
            return FieldSet.LEAF;
        }
        Map<String, FieldSet> children = new TreeMap<>();
        parts.forEach((element, part) -> {
            FieldSet child = claimed(below(schema, element), part);
            children.put(element, element.startsWith("f:") ? child : new FieldSet(true, child.children()));
        });
        return new FieldSet(false, children);
    }

    /** All paths that are there, containers included. */
    static FieldSet present(Schema schema, JsonNode node) {
        Map<String, FieldSet> children = new TreeMap<>();
        if (granular(schema, node)) {
            parts(schema, node)
                    .forEach((element, part) -> children.put(element, present(below(schema, element), part)));
        }
        return new FieldSet(true, children);
    }

    /** Paths whose value is new or other than before. */
    static FieldSet changed(Schema schema, @Nullable JsonNode before, JsonNode after) {
        if (after.equals(before)) {
            return FieldSet.NONE;
        }
        if (!granular(schema, after) || (before != null && !granular(schema, before))) {
            return FieldSet.LEAF;
        }
        Map<String, JsonNode> old = before == null ? Map.of() : parts(schema, before);
        Map<String, FieldSet> children = new TreeMap<>();
        parts(schema, after).forEach((element, part) -> {
            FieldSet child = changed(below(schema, element), old.get(element), part);
            boolean newItem = !element.startsWith("f:") && !old.containsKey(element);
            if (!child.isEmpty() || newItem) {
                children.put(element, new FieldSet(child.self() || newItem, child.children()));
            }
        });
        boolean made = before == null && (schema.merging().pointer() || schema.type() == Schema.Type.ANY);
        return new FieldSet(made || (before == null && children.isEmpty()), children);
    }

    /** Removes paths from an object; a container goes when it is in the set itself. */
    static void remove(Schema schema, JsonNode node, FieldSet gone) {
        if (node instanceof ObjectNode object) {
            gone.children().forEach((element, child) -> {
                String name = element.startsWith("f:") ? element.substring(2) : element;
                JsonNode part = object.get(name);
                if (part == null) {
                    return;
                }
                Schema below = below(schema, element);
                remove(below, part, child);
                if (child.self()
                        && (!granular(below, part)
                                || part.isEmpty()
                                || child.children().isEmpty())) {
                    object.remove(name);
                }
            });
        } else if (node instanceof ArrayNode list) {
            List<String> elements = List.copyOf(gone.children().keySet());
            for (int i = list.size() - 1; i >= 0; i--) {
                String element = element(schema, list.get(i));
                FieldSet child = elements.contains(element) ? gone.children().get(element) : null;
                if (child != null && child.self()) {
                    list.remove(i);
                } else if (child != null) {
                    remove(below(schema, element), list.get(i), child);
                }
            }
        }
    }
}
