// SPDX-License-Identifier: Apache-2.0

/** Whether a plane is well, and what to look at when it is not. */
@NullMarked
package dev.weft.meshctl.check;

import org.jspecify.annotations.NullMarked;
