// SPDX-License-Identifier: Apache-2.0

/** What networking knows: slim immutable facts made from raw objects, and the snapshot that holds them. Pure. */
@NullMarked
package dev.weft.networking.input;

import org.jspecify.annotations.NullMarked;
