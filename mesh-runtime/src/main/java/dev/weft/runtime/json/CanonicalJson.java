// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * Canonical JSON: compact UTF-8, object keys sorted by code unit, list order kept, whole numbers without a fraction ({@code 100.0} is
 * {@code 100}). Two trees of the same meaning give the same bytes, so a hash of them can be compared.
 */
public final class CanonicalJson {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final JsonMapper READER = JsonMapper.builder().build();

    private CanonicalJson() {}

    public static byte[] bytes(JsonNode tree) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(512);
                JsonGenerator json = FACTORY.createGenerator(out)) {
            write(tree, json);
            json.flush();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
    }

    /** The tree of an object that {@link #bytes} wrote. */
    public static ObjectNode object(byte[] json) {
        try {
            if (READER.readTree(json) instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalArgumentException("not a JSON object");
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON", e);
        }
    }

    /** Lower-case hex SHA-256. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void write(JsonNode node, JsonGenerator json) throws IOException {
        switch (node.getNodeType()) {
            case OBJECT -> writeObject(node, json);
            case ARRAY -> {
                json.writeStartArray();
                for (JsonNode element : node) {
                    write(element, json);
                }
                json.writeEndArray();
            }
            case NUMBER -> writeNumber(node, json);
            case STRING -> json.writeString(node.textValue());
            case BOOLEAN -> json.writeBoolean(node.booleanValue());
            case NULL, MISSING -> json.writeNull();
            case BINARY, POJO -> throw new IllegalArgumentException("not a JSON value: " + node.getNodeType());
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // sorting an array of entries
    private static void writeObject(JsonNode node, JsonGenerator json) throws IOException {
        Map.Entry<String, JsonNode>[] fields = node.properties().toArray(new Map.Entry[0]);
        Arrays.sort(fields, Map.Entry.comparingByKey());
        json.writeStartObject();
        for (Map.Entry<String, JsonNode> field : fields) {
            json.writeFieldName(field.getKey());
            write(field.getValue(), json);
        }
        json.writeEndObject();
    }

    private static void writeNumber(JsonNode node, JsonGenerator json) throws IOException {
        if (node.isIntegralNumber()) {
            if (node.canConvertToLong()) {
                json.writeNumber(node.longValue());
            } else {
                json.writeNumber(node.bigIntegerValue());
            }
            return;
        }
        json.writeNumber(plain(node.decimalValue()));
    }

    /** The shortest decimal notation without an exponent. */
    public static String plain(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        // Beyond this the plain notation of an exponent would fill memory.
        return Math.abs((long) shortest.scale()) > 400 ? shortest.toString() : shortest.toPlainString();
    }
}
