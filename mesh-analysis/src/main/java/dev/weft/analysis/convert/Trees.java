// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.BiFunction;

/** Small moves within JSON trees; nothing that is read is changed. */
final class Trees {

    private Trees() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The object under {@code field}; empty when there is none. */
    static ObjectNode child(JsonNode object, String field) {
        return object.get(field) instanceof ObjectNode child ? child : object();
    }

    /** {@code tree} with {@code each} applied to those elements that are objects; the rest is for the decoder to complain about. */
    static JsonNode each(JsonNode tree, String path, BiFunction<ObjectNode, String, ObjectNode> each) {
        if (!(tree instanceof ArrayNode list)) {
            return tree;
        }
        ArrayNode out = JsonNodeFactory.instance.arrayNode(list.size());
        for (int i = 0; i < list.size(); i++) {
            out.add(
                    list.get(i) instanceof ObjectNode element
                            ? each.apply(element, path + "[" + i + "]")
                            : list.get(i));
        }
        return out;
    }

    /** A copy of {@code tree} in which {@code field}, if it is there, is called {@code name}. */
    static ObjectNode renamed(ObjectNode tree, String field, String name) {
        ObjectNode out = object();
        tree.properties()
                .forEach(entry -> out.set(entry.getKey().equals(field) ? name : entry.getKey(), entry.getValue()));
        return out;
    }
}
