// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A condition on one header. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HeaderMatcher(
        @Nullable String name,
        @Nullable String value,
        @Nullable Boolean regex,
        @Nullable Boolean invertMatch) {}
