// SPDX-License-Identifier: Apache-2.0

/**
 * The revisioned store: objects as bytes, one revision for all, history for watches, an optional durable journal.
 */
@NullMarked
package dev.weft.sandbox.store;

import org.jspecify.annotations.NullMarked;
