// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** JSON that a schema accepts, drawn by chance: fields absent, empty, zero or filled. */
final class RandomJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> TEXTS =
            List.of("", "a", "reviews", "true", "1", "null", "ä", "\u0001", "日本", "a b", "{}", "x".repeat(300));

    private final Random random;
    private final List<String> unknown = new ArrayList<>();
    private final boolean withUnknownFields;

    RandomJson(Random random, boolean withUnknownFields) {
        this.random = random;
        this.withUnknownFields = withUnknownFields;
    }

    /** Paths of the unknown fields put in so far. */
    List<String> unknownFields() {
        return unknown;
    }

    JsonNode of(JsonNode schema, String path) {
        return switch (schema.path("type").asText()) {
            case "object" -> object(schema, path);
            case "array" -> list(schema, path);
            case "string" ->
                schema.has("enum")
                        ? schema.path("enum")
                                .path(random.nextInt(schema.path("enum").size()))
                        : NODES.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "number" -> NODES.numberNode(random.nextInt(5) / 2.0);
            case "integer" -> integer(schema);
            default -> throw new IllegalStateException("no values of " + schema);
        };
    }

    private JsonNode integer(JsonNode schema) {
        if (schema.path("format").asText().equals("int32")) {
            return NODES.numberNode(random.nextInt(7) - 2);
        }
        return random.nextInt(5) == 0 ? NODES.numberNode(4_294_967_295L) : NODES.numberNode((long) random.nextInt(5));
    }

    private JsonNode list(JsonNode schema, String path) {
        ArrayNode list = NODES.arrayNode();
        int size = random.nextInt(3);
        for (int i = 0; i < size; i++) {
            list.add(of(schema.path("items"), path + "[" + i + "]"));
        }
        return list;
    }

    private JsonNode object(JsonNode schema, String path) {
        ObjectNode object = NODES.objectNode();
        if (schema.has("additionalProperties")) {
            int size = random.nextInt(3);
            for (int i = 0; i < size; i++) {
                object.set("key" + i, of(schema.path("additionalProperties"), child(path, "key" + i)));
            }
            return object;
        }
        schema.path("properties").properties().forEach(field -> {
            if (random.nextInt(3) > 0) {
                object.set(field.getKey(), of(field.getValue(), child(path, field.getKey())));
            }
        });
        if (withUnknownFields && random.nextInt(10) == 0) {
            object.putObject("future").put("deep", 1);
            unknown.add(child(path, "future"));
        }
        return object;
    }

    private static String child(String path, String field) {
        return path.isEmpty() ? field : path + "." + field;
    }
}
