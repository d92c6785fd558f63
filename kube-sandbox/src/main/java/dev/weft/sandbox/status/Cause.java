// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.stream.Collectors;

/** One reason for a refusal: its code, the words, and the path of the field ({@code spec.ports[0].port}). */
public record Cause(String reason, String message, String field) {

    public static Cause required(String field, String detail) {
        return new Cause(
                "FieldValueRequired", detail.isEmpty() ? "Required value" : "Required value: " + detail, field);
    }

    public static Cause invalid(String field, JsonNode value, String detail) {
        return new Cause("FieldValueInvalid", "Invalid value: " + value + ": " + detail, field);
    }

    public static Cause forbidden(String field, String detail) {
        return new Cause("FieldValueForbidden", "Forbidden: " + detail, field);
    }

    public static Cause duplicate(String field, JsonNode value) {
        return new Cause("FieldValueDuplicate", "Duplicate value: " + value, field);
    }

    public static Cause unsupported(String field, JsonNode value, Collection<String> supported) {
        String list = supported.stream().map(item -> '"' + item + '"').collect(Collectors.joining(", "));
        return new Cause(
                "FieldValueNotSupported", "Unsupported value: " + value + ": supported values: " + list, field);
    }

    String sentence() {
        return field + ": " + message;
    }
}
