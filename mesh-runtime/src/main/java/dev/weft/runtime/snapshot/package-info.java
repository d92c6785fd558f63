// SPDX-License-Identifier: Apache-2.0

/** What a pass may know: raw objects at the edge, and how sure we are of each kind on each cluster. Pure. */
@NullMarked
package dev.weft.runtime.snapshot;

import org.jspecify.annotations.NullMarked;
