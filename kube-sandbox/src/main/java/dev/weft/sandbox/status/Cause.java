// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * One reason for a refusal.
 *
 * @param reason its code
 * @param message the words
 * @param field path of the field as kube-apiserver names it ({@code spec.ports[0].port}); {@code <nil>} where it names none
 * @param place path of the value, also where kube-apiserver has it in the words only; empty for the object as a whole
 */
public record Cause(String reason, String message, String field, String place) {

    /** What kube-apiserver calls a place that it does not name. */
    public static final String NOWHERE = "<nil>";

    public Cause(String reason, String message, String field) {
        this(reason, message, field, field.equals(NOWHERE) ? "" : field);
    }

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
