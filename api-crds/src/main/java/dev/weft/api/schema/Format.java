// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the values of a field look like, where its Java type does not tell. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Format {

    Of value();

    /** Formats on the wire. */
    enum Of {
        /** A Go duration literal such as {@code 1m30s}. */
        DURATION,
        /** RFC 3339. */
        TIMESTAMP,
        /** Base64. */
        BYTES,
        /** A 64-bit integer, as a JSON number; other {@code Long} fields are unsigned 32-bit ones. */
        INT64,
        /** A scalar that may be null, which is the same as absent. */
        NULLABLE
    }
}
