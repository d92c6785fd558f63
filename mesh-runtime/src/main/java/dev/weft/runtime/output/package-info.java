// SPDX-License-Identifier: Apache-2.0

/** What a translation wants to exist: outputs as bytes, and the plan that leads from what is observed to what is wanted. Pure. */
@NullMarked
package dev.weft.runtime.output;

import org.jspecify.annotations.NullMarked;
