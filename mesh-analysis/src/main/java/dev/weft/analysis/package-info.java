// SPDX-License-Identifier: Apache-2.0

/** Whole answers about a snapshot: render now, plan and why later. Pure; folders are read and written elsewhere. */
@NullMarked
package dev.weft.analysis;

import org.jspecify.annotations.NullMarked;
