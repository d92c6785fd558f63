// SPDX-License-Identifier: Apache-2.0

/** Changes as users write them, and plans as they read them. */
@NullMarked
package dev.weft.meshctl.plan;

import org.jspecify.annotations.NullMarked;
