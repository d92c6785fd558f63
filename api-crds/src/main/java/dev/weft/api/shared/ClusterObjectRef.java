// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** An object of a registered cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterObjectRef(
        @Nullable String name,
        @Nullable String namespace,
        @Nullable String clusterName) {}
