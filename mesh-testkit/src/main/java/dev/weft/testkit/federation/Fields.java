// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads objects, and refuses what nobody taught it. */
final class Fields {

    private Fields() {}

    /** The node itself; a field besides these is an error and never a guess. */
    static JsonNode only(JsonNode node, String... fields) {
        Set<String> known = Set.of(fields);
        node.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw new IllegalArgumentException("the model does not know field " + field + " of " + node);
            }
        });
        return node;
    }

    static List<String> strings(JsonNode list) {
        List<String> values = new ArrayList<>();
        list.forEach(value -> values.add(value.asText()));
        return values;
    }

    static Map<String, String> map(JsonNode node) {
        Map<String, String> values = new TreeMap<>();
        node.properties()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
        return values;
    }

    static String namespace(JsonNode object) {
        return object.at("/metadata/namespace").asText();
    }

    /** As sentences name it: {@code KIND NAMESPACE/NAME}. */
    static String name(JsonNode object) {
        return object.path("kind").asText() + " " + namespace(object) + "/"
                + object.at("/metadata/name").asText();
    }
}
