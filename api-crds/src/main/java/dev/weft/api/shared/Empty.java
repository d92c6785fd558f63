// SPDX-License-Identifier: Apache-2.0

package dev.weft.api.shared;

import com.fasterxml.jackson.annotation.JsonInclude;

/** A message whose presence is all it says. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Empty() {}
