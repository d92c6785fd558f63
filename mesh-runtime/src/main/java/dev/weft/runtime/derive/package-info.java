// SPDX-License-Identifier: Apache-2.0

/**
 * The memo: a graph of facts, indexes and derivations in which a change is carried to exactly those answers that looked at it. See
 * DESIGN.md beside this file. Pure; one thread at a time.
 */
@NullMarked
package dev.weft.runtime.derive;

import org.jspecify.annotations.NullMarked;
