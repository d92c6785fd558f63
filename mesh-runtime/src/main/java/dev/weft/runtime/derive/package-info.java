// SPDX-License-Identifier: Apache-2.0

/**
 * The memo: derivations that remember what they looked at and are repeated only when one of those things has changed, and indexes
 * that are folded from parts. See DESIGN.md beside this file. Pure; one thread at a time.
 */
@NullMarked
package dev.weft.runtime.derive;

import org.jspecify.annotations.NullMarked;
