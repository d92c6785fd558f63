// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** An object of the same cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectRef(@Nullable String name, @Nullable String namespace) {}
