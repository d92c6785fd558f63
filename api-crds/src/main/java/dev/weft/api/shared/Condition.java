// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Format;
import org.jspecify.annotations.Nullable;

/** A condition as Kubernetes defines it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
        @Nullable String type,
        @Nullable String status,
        @Format(Format.Of.INT64) @Nullable Long observedGeneration,
        @Format(Format.Of.TIMESTAMP) @Nullable String lastTransitionTime,
        @Nullable String reason,
        @Nullable String message) {}
