// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;

/** Writes a tree as JSON without white space, fields in the order of the tree. */
final class TreeWriter {
    private final JsonGenerator generator;

    TreeWriter(JsonGenerator generator) {
        this.generator = generator;
    }

    void write(JsonNode node) throws IOException {
        switch (node.getNodeType()) {
            case OBJECT -> object(node);
            case ARRAY -> array(node);
            case STRING -> generator.writeString(node.textValue());
            case NUMBER -> number(node);
            case BOOLEAN -> generator.writeBoolean(node.booleanValue());
            case NULL, MISSING -> generator.writeNull();
            case BINARY, POJO -> throw new IllegalArgumentException("not a value of JSON: " + node.getNodeType());
        }
    }

    private void object(JsonNode node) throws IOException {
        generator.writeStartObject();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            generator.writeFieldName(field.getKey());
            write(field.getValue());
        }
        generator.writeEndObject();
    }

    private void array(JsonNode node) throws IOException {
        generator.writeStartArray();
        for (JsonNode item : node) {
            write(item);
        }
        generator.writeEndArray();
    }

    private void number(JsonNode node) throws IOException {
        switch (node.numberType()) {
            case INT -> generator.writeNumber(node.intValue());
            case LONG -> generator.writeNumber(node.longValue());
            case BIG_INTEGER -> generator.writeNumber(node.bigIntegerValue());
            case FLOAT -> generator.writeNumber(node.floatValue());
            case DOUBLE -> generator.writeNumber(node.doubleValue());
            case BIG_DECIMAL -> generator.writeNumber(node.decimalValue());
        }
    }
}
