// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Explain;
import org.jspecify.annotations.Nullable;

/** A condition on one header. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HeaderMatcher(
        @Explain("Name of the header.") @Nullable String name,

        @Explain("Value, or expression if regex is true. Absent: the header is there.") @Nullable
        String value,

        @Explain("Whether value is an RE2 expression that the value as a whole must match.") @Nullable
        Boolean regex,

        @Explain("The condition holds when the header does not match.") @Nullable
        Boolean invertMatch) {}
