// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.schema.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Strategic merge patch: a merge patch that merges lists by the merge key of their items, with directives
 * (https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md).
 */
public final class StrategicMerge {
    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN = "$retainKeys";
    private static final String ORDER = "$setElementOrder/";
    private static final String REMOVE = "$deleteFromPrimitiveList/";

    private StrategicMerge() {}

    /** Changes the target and returns it. */
    public static ObjectNode apply(Schema schema, ObjectNode target, ObjectNode patch) {
        switch (Json.at(patch, DIRECTIVE)) {
            case "replace" -> target.removeAll();
            case "delete" -> {
                return target.removeAll();
            }
            default -> {}
        }
        if (patch.get(RETAIN) instanceof ArrayNode retained) {
            List<String> names = new ArrayList<>();
            retained.forEach(name -> names.add(name.asText()));
            target.retain(names);
        }
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            if (entry.getKey().startsWith(REMOVE)) {
                removeValues(target, entry.getKey().substring(REMOVE.length()), entry.getValue());
            }
        }
        ObjectNode before = target.deepCopy();
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            if (!entry.getKey().startsWith("$")) {
                field(schema.field(entry.getKey()), target, entry.getKey(), entry.getValue());
            }
        }
        order(schema, before, target, patch);
        return target;
    }

    /** Puts the items of merged lists into the order that the patch asks for, or else has. */
    private static void order(Schema schema, ObjectNode before, ObjectNode target, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> entry : patch.properties()) {
            boolean explicit = entry.getKey().startsWith(ORDER);
            String name = explicit ? entry.getKey().substring(ORDER.length()) : entry.getKey();
            Schema list = schema.field(name);
            boolean given = !explicit && patch.has(ORDER + name);
            if (list != null
                    && merges(list)
                    && !given
                    && target.get(name) instanceof ArrayNode items
                    && entry.getValue() instanceof ArrayNode order) {
                ArrayNode old = before.get(name) instanceof ArrayNode found ? found : Json.array();
                target.set(name, ordered(list.merging().patchKey(), items, order, old));
            }
        }
    }

    private static void field(@Nullable Schema schema, ObjectNode target, String name, JsonNode value) {
        JsonNode present = target.get(name);
        if (value.isNull()) {
            target.remove(name);
        } else if (value instanceof ObjectNode fields) {
            ObjectNode object = present instanceof ObjectNode found ? found : Json.object();
            target.set(name, apply(schema == null ? Schema.any() : schema, object, fields));
        } else if (value instanceof ArrayNode items && schema != null && merges(schema)) {
            ArrayNode list = present instanceof ArrayNode found ? found : Json.array();
            target.set(name, merge(schema, list, items));
        } else {
            target.set(name, value.deepCopy());
        }
    }

    private static boolean merges(Schema schema) {
        return List.of(schema.merging().patchStrategy().split(",")).contains("merge");
    }

    private static void removeValues(ObjectNode target, String name, JsonNode values) {
        if (target.get(name) instanceof ArrayNode list) {
            List<JsonNode> gone = new ArrayList<>();
            values.forEach(gone::add);
            ArrayNode rest = Json.array();
            list.forEach(item -> {
                if (!gone.contains(item)) {
                    rest.add(item);
                }
            });
            target.set(name, rest);
        }
    }

    private static ArrayNode merge(Schema schema, ArrayNode target, ArrayNode patch) {
        String key = schema.merging().patchKey();
        for (JsonNode item : patch) {
            if (Json.at(item, DIRECTIVE).equals("replace") && item.size() == 1) {
                target.removeAll();
            }
        }
        Schema element = schema.element() == null ? Schema.any() : schema.element();
        for (JsonNode item : patch) {
            int place = place(target, key, item);
            if (!(item instanceof ObjectNode fields)) {
                if (place < 0) {
                    target.add(item);
                }
            } else if (Json.at(item, DIRECTIVE).equals("delete")) {
                if (place >= 0) {
                    target.remove(place);
                }
            } else if (!(fields.has(DIRECTIVE) && fields.size() == 1)) {
                ObjectNode present = place < 0 ? Json.object() : (ObjectNode) target.get(place);
                ObjectNode merged = apply(element, present, fields);
                if (place < 0) {
                    target.add(merged);
                }
            }
        }
        return target;
    }

    private static int indexOf(ArrayNode list, JsonNode value) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).equals(value)) {
                return i;
            }
        }
        return -1;
    }

    private static int indexOf(ArrayNode list, String key, JsonNode value) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof ObjectNode item && item.path(key).equals(value) && !value.isMissingNode()) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Items that the order names stand in that order. The others keep theirs, and stand before a named one only where
     * they did so already.
     */
    private static ArrayNode ordered(String key, ArrayNode items, ArrayNode order, ArrayNode before) {
        List<JsonNode> named = new ArrayList<>();
        for (JsonNode wanted : order) {
            int place = place(items, key, wanted);
            if (place >= 0 && !named.contains(items.get(place))) {
                named.add(items.get(place));
            }
        }
        List<JsonNode> others = new ArrayList<>();
        items.forEach(item -> {
            if (!named.contains(item)) {
                others.add(item);
            }
        });
        ArrayNode result = Json.array();
        int other = 0;
        for (JsonNode item : named) {
            int limit = place(before, key, item);
            while (other < others.size() && limit >= 0 && place(before, key, others.get(other)) < limit) {
                result.add(others.get(other++));
            }
            result.add(item);
        }
        return result.addAll(others.subList(other, others.size()));
    }

    private static int place(ArrayNode list, String key, JsonNode item) {
        return key.isEmpty() ? indexOf(list, item) : indexOf(list, key, item.path(key));
    }
}
