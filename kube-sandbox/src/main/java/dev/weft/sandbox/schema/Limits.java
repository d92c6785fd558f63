// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a value must satisfy beyond its type; null and empty mean no limit.
 *
 * @param strict the value is checked as CustomResourceDefinitions demand (type, format, all of these limits); built-in
 *     types are checked when they are decoded, so only {@code allowed} counts there
 * @param nested schemas of allOf, anyOf, oneOf and not
 */
public record Limits(
        boolean strict,
        boolean nullable,
        List<JsonNode> allowed,
        @Nullable Double minimum,
        @Nullable Double maximum,
        boolean exclusiveMinimum,
        boolean exclusiveMaximum,
        @Nullable Double multipleOf,
        @Nullable Long minLength,
        @Nullable Long maxLength,
        @Nullable Long minItems,
        @Nullable Long maxItems,
        @Nullable Long minProperties,
        @Nullable Long maxProperties,
        @Nullable Pattern pattern,
        String format,
        boolean embedded,
        Nested nested) {

    /** Schemas a value must match together: all, any, exactly one, not this one. */
    public record Nested(
            List<Schema> all,
            List<Schema> any,
            List<Schema> one,
            @Nullable Schema not) {
        static final Nested NONE = new Nested(List.of(), List.of(), List.of(), null);
    }

    public static final Limits NONE = allowed(List.of());

    public static Limits allowed(List<JsonNode> values) {
        return new Limits(
                false,
                false,
                values,
                null,
                null,
                false,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "",
                false,
                Nested.NONE);
    }
}
