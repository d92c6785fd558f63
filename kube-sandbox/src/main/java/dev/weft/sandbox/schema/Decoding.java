// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether a value can be read as its built-in type at all, before anything else is looked at. */
public final class Decoding {
    private static final Pattern QUANTITY =
            Pattern.compile("[+-]?(\\d+|\\d+\\.\\d*|\\.\\d+)([eE][-+]?\\d+|[numkMGTPE]|[KMGTPE]i)?");

    private Decoding() {}

    /** The first mismatch in the words of Go's decoder, empty when there is none. */
    public static Optional<String> mismatch(Schema schema, JsonNode value, String path) {
        if (value.isNull()) {
            return Optional.empty();
        }
        String wanted = switch (schema.type()) {
            case STRUCT -> value.isObject() ? "" : "object";
            case MAP -> value.isObject() ? "" : "map";
            case LIST -> value.isArray() ? "" : "list";
            case STRING, BYTES, TIME, MICROTIME -> value.isTextual() ? "" : "string";
            case QUANTITY -> value.isTextual() || value.isNumber() ? "" : "quantity";
            case INT32 -> value.isIntegralNumber() && value.canConvertToInt() ? "" : "int32";
            case INT64 -> value.isIntegralNumber() && value.canConvertToLong() ? "" : "int64";
            case NUMBER -> value.isNumber() ? "" : "float64";
            case BOOLEAN -> value.isBoolean() ? "" : "bool";
            case INT_OR_STRING -> value.isTextual() || value.canConvertToInt() ? "" : "intstr.IntOrString";
            case ANY -> "";
        };
        if (!wanted.isEmpty()) {
            String found = value.isObject() ? "object" : value.isArray() ? "array" : scalar(value);
            return Optional.of(
                    "json: cannot unmarshal " + found + " into Go struct field " + path + " of type " + wanted);
        }
        return text(schema, value).or(() -> inside(schema, value, path));
    }

    private static String scalar(JsonNode value) {
        return value.isTextual() ? "string" : value.isBoolean() ? "bool" : "number";
    }

    private static Optional<String> text(Schema schema, JsonNode value) {
        try {
            switch (schema.type()) {
                case BYTES -> Base64.getDecoder().decode(value.textValue().replaceAll("[\\r\\n]", ""));
                case TIME, MICROTIME -> OffsetDateTime.parse(value.textValue());
                case QUANTITY -> {
                    if (!QUANTITY.matcher(value.asText()).matches()) {
                        return Optional.of("quantities must match the regular expression"
                                + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
                    }
                }
                default -> {}
            }
            return Optional.empty();
        } catch (DateTimeException e) {
            return Optional.of("parsing time \"" + value.textValue() + "\": it is not RFC 3339");
        } catch (IllegalArgumentException e) {
            return Optional.of("illegal base64 data: " + e.getMessage());
        }
    }

    private static Optional<String> inside(Schema schema, JsonNode value, String path) {
        if (value.isArray() && schema.element() != null) {
            for (JsonNode item : value) {
                Optional<String> found = mismatch(schema.element(), item, path);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        if (value.isObject() && schema.type() != Schema.Type.ANY) {
            for (Map.Entry<String, JsonNode> entry : value.properties()) {
                Schema field = schema.field(entry.getKey());
                String place = schema.type() == Schema.Type.MAP ? path : path + "." + entry.getKey();
                Optional<String> found = field == null ? Optional.empty() : mismatch(field, entry.getValue(), place);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }
}
