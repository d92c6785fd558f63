// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weft.api.schema.Explain;
import org.jspecify.annotations.Nullable;

/** An object of a registered cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterObjectRef(
        @Explain("Name of the object.") @Nullable String name,
        @Explain("Namespace of the object.") @Nullable String namespace,

        @Explain("Name of the registered cluster.") @Nullable
        String clusterName) {}
