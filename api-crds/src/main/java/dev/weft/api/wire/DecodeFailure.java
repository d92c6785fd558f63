// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.wire;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in plain words why a tree did not decode: where, what was expected, and what is there. */
final class DecodeFailure {

    private static final int LONGEST_SHOWN = 60;

    private DecodeFailure() {}

    static <T> Decoded.Undecodable<T> of(JsonMappingException e, JsonNode tree) {
        StringBuilder path = new StringBuilder();
        JsonNode found = tree;
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getIndex() >= 0) {
                path.append('[').append(step.getIndex()).append(']');
                found = found.path(step.getIndex());
            } else if (step.getFieldName() != null) {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
                found = found.path(step.getFieldName());
            }
        }
        return new Decoded.Undecodable<>(path.toString(), message(e, found));
    }

    private static String message(JsonMappingException e, JsonNode found) {
        if (e instanceof InvalidNullException) {
            return "expected a value, but found none (null)";
        }
        if (e instanceof InvalidFormatException wrong && isEnum(wrong.getTargetType()) && found.isTextual()) {
            return "unknown value \"" + shorten(found.textValue()) + "\"; allowed are "
                    + Arrays.stream(wrong.getTargetType().getEnumConstants())
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        }
        if (e instanceof MismatchedInputException wrong && wrong.getTargetType() != null) {
            return "expected " + name(wrong.getTargetType()) + ", but found " + shown(found);
        }
        if (e.getCause() instanceof InputCoercionException wrong) {
            return shown(found) + " is out of range for " + name(wrong.getTargetType());
        }
        return e.getOriginalMessage();
    }

    private static boolean isEnum(@Nullable Class<?> type) {
        return type != null && type.isEnum();
    }

    private static String shown(JsonNode found) {
        return switch (found.getNodeType()) {
            case STRING -> "the text \"" + shorten(found.textValue()) + "\"";
            case NUMBER -> "the number " + shorten(found.asText());
            case BOOLEAN -> found.asText();
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case NULL, MISSING -> "nothing";
            case BINARY, POJO -> "something else";
        };
    }

    private static String shorten(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.codePointCount(0, line.length()) <= LONGEST_SHOWN
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_SHOWN)) + "...";
    }

    private static String name(Class<?> type) {
        if (type == String.class) {
            return "text";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        if (type == Integer.class || type == int.class) {
            return "a whole number from -2147483648 to 2147483647";
        }
        if (type == Long.class || type == long.class) {
            return "a whole number";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        }
        return List.class.isAssignableFrom(type) ? "a list" : Map.class.isAssignableFrom(type) ? "a map" : "an object";
    }
}
