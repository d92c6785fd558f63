// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Explain;
import org.jspecify.annotations.Nullable;

/** An object of the same cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectRef(
        @Explain("Name of the object.") @Nullable String name,
        @Explain("Namespace of the object.") @Nullable String namespace) {}
