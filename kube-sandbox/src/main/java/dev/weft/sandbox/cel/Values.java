// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as values of CEL. */
final class Values {
    private Values() {}

    static Object of(Shape shape, JsonNode node) {
        if (node.isNull()) {
            return NullValue.NULL_VALUE;
        }
        return switch (shape.sort()) {
            case STRUCT -> structure(shape, node);
            case MAP -> map(shape, node);
            case LIST -> list(shape, node);
            case TEXT -> node.asText();
            case BYTES -> CelByteString.of(Base64.getDecoder().decode(node.asText()));
            case TIMESTAMP -> timestamp(node.asText());
            case DURATION -> GoDuration.parse(node.asText());
            case INTEGER -> node.asLong();
            case NUMBER -> node.asDouble();
            case BOOLEAN -> node.asBoolean();
            case DYNAMIC, OPAQUE -> node.isTextual() ? node.asText() : (Object) node.asLong();
        };
    }

    private static Map<String, Object> structure(Shape shape, JsonNode node) {
        Map<String, Object> result = new LinkedHashMap<>();
        shape.fields().forEach((field, inner) -> {
            JsonNode value = node.get(field);
            if (value != null) {
                FieldNames.escaped(field).ifPresent(escaped -> result.put(escaped, of(inner, value)));
            }
        });
        return result;
    }

    private static Map<String, Object> map(Shape shape, JsonNode node) {
        Map<String, Object> result = new LinkedHashMap<>();
        Shape element = shape.element();
        if (element != null) {
            node.properties().forEach(entry -> result.put(entry.getKey(), of(element, entry.getValue())));
        }
        return result;
    }

    private static List<Object> list(Shape shape, JsonNode node) {
        List<Object> result = new ArrayList<>();
        Shape element = shape.element();
        if (element != null) {
            node.forEach(item -> result.add(of(element, item)));
        }
        return result;
    }

    private static Instant timestamp(String text) {
        return text.length() == 10
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : OffsetDateTime.parse(text).toInstant();
    }
}
