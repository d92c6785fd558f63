// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.status.Cause;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Length, pattern and format of a text. Formats that are not listed here are not checked, as in Kubernetes. */
record TextLimits(Limits limits, JsonNode value, String path, List<Cause> causes) {
    private static final Pattern UUID = Pattern.compile("(?i)[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}");
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}");
    private static final Pattern DURATION = Pattern.compile("-?(\\d+(\\.\\d+)?(ns|us|µs|ms|s|m|h|d|w))+|0");

    void check() {
        String text = value.textValue();
        int length = text.codePointCount(0, text.length());
        if (limits.maxLength() != null && length > limits.maxLength()) {
            String message = "Too long: may not be more than " + limits.maxLength() + " bytes";
            causes.add(new Cause("FieldValueTooLong", message, path));
        }
        if (limits.minLength() != null && length < limits.minLength()) {
            String detail = path + " in body should be at least " + limits.minLength() + " chars long";
            causes.add(Cause.invalid(path, value, detail));
        }
        if (limits.pattern() != null && !limits.pattern().matcher(text).find()) {
            causes.add(Cause.invalid(path, value, path + " in body should match '" + limits.pattern() + "'"));
        }
        if (limits.strict() && !formatFits(text)) {
            String detail = path + " in body must be of type " + limits.format() + ": " + value;
            causes.add(Cause.invalid(path, value, detail));
        }
    }

    private boolean formatFits(String text) {
        try {
            return switch (limits.format()) {
                case "date-time" -> !OffsetDateTime.parse(text).toString().isEmpty();
                case "date" -> !LocalDate.parse(text).toString().isEmpty();
                case "byte" -> Base64.getDecoder().decode(text) != null;
                case "uuid" -> UUID.matcher(text).matches();
                case "ipv4" -> IPV4.matcher(text).matches();
                case "duration" -> DURATION.matcher(text).matches();
                default -> true;
            };
        } catch (DateTimeException | IllegalArgumentException e) {
            return false;
        }
    }
}
