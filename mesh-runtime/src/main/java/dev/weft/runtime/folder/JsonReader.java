// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON documents, one after the other, into trees; strict JSON, duplicate keys are refused. */
final class JsonReader {

    private static final JsonNodeFactory NODES = new JsonNodeFactory(true);

    private final String path;
    private final Bounds bounds;
    private final JsonParser parser;
    private Map<JsonNode, Position> items = new IdentityHashMap<>();
    private long nodes;

    private JsonReader(String path, Bounds bounds, JsonParser parser) {
        this.path = path;
        this.bounds = bounds;
        this.parser = parser;
    }

    /** The documents of {@code text} that are not null. */
    static List<Document> read(String path, String text, Bounds bounds) throws UnusableFolderException {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(bounds.depth() + 2) // our own check comes first
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build();
        JsonFactory factory =
                JsonFactory.builder().streamReadConstraints(constraints).build();
        try (JsonParser parser = factory.createParser(text)) {
            try {
                return new JsonReader(path, bounds, parser).documents();
            } catch (JsonProcessingException e) {
                JsonLocation where = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
                throw new UnusableFolderException(
                        path, where.getLineNr(), where.getColumnNr(), "not JSON: " + e.getOriginalMessage());
            }
        } catch (IOException e) {
            throw new UnusableFolderException(path, 1, 1, "cannot be read: " + e.getMessage());
        }
    }

    private List<Document> documents() throws IOException, UnusableFolderException {
        List<Document> documents = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            items = new IdentityHashMap<>();
            nodes = 0;
            Position start = position();
            JsonNode tree = node(token, 0, "");
            if (!tree.isNull()) {
                documents.add(new Document(path, start, tree, items));
            }
        }
        return documents;
    }

    /** @param key name of the field whose value this is; empty for elements of lists */
    private JsonNode node(JsonToken token, int depth, String key) throws IOException, UnusableFolderException {
        if (depth > bounds.depth()) {
            throw unusable("nested deeper than " + bounds.depth() + " levels");
        }
        if (++nodes > bounds.nodes()) {
            throw unusable("more than " + bounds.nodes() + " values in one document");
        }
        return switch (token) {
            case START_OBJECT -> object(depth);
            case START_ARRAY -> array(depth, key);
            case VALUE_STRING -> NODES.textNode(whole(parser.getText()));
            case VALUE_NUMBER_INT -> PlainScalars.integer(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT ->
                PlainScalars.decimal(parser.getDecimalValue())
                        .orElseThrow(() -> unusable("a number beyond what Kubernetes can hold"));
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw unusable("unexpected " + token);
        };
    }

    private ObjectNode object(int depth) throws IOException, UnusableFolderException {
        ObjectNode object = NODES.objectNode();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            if (object.has(whole(key))) {
                throw unusable("key " + Quoted.of(key) + " stands twice in one map");
            }
            object.set(key, node(parser.nextToken(), depth + 1, key));
        }
        return object;
    }

    private ArrayNode array(int depth, String key) throws IOException, UnusableFolderException {
        ArrayNode array = NODES.arrayNode();
        boolean positioned = key.equals("items");
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            Position start = positioned ? position() : Position.START;
            JsonNode element = node(token, depth + 1, "");
            array.add(element);
            if (positioned && element.isContainerNode()) {
                items.put(element, start);
            }
        }
        return array;
    }

    private String whole(String text) throws UnusableFolderException {
        if (Quoted.brokenPair(text) >= 0) {
            throw unusable("holds half of a surrogate pair, which is no Unicode text: " + Quoted.of(text));
        }
        return text;
    }

    private Position position() {
        JsonLocation at = parser.currentTokenLocation();
        return new Position(at.getLineNr(), at.getColumnNr());
    }

    private UnusableFolderException unusable(String why) {
        Position at = position();
        return new UnusableFolderException(path, at.line(), at.column(), why);
    }
}
