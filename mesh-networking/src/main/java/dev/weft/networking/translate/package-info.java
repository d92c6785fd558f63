// SPDX-License-Identifier: Apache-2.0

/** Turns decided policies into mesh configuration: the pass over the whole snapshot, memoised by shard and target. Pure. */
@NullMarked
package dev.weft.networking.translate;

import org.jspecify.annotations.NullMarked;
