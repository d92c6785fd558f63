// SPDX-License-Identifier: Apache-2.0

/** What became of the user's objects, as the statuses that are written on them. Pure. */
@NullMarked
package dev.weft.networking.status;

import org.jspecify.annotations.NullMarked;
