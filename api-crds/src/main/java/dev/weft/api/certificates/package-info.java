// SPDX-License-Identifier: Apache-2.0

/** Certificate requests between the plane and the agents. Wire records: null is absent. */
@NullMarked
package dev.weft.api.certificates;

import org.jspecify.annotations.NullMarked;
