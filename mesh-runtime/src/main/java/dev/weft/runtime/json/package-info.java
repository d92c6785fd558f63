// SPDX-License-Identifier: Apache-2.0

/** Canonical JSON: one byte sequence for one meaning. Pure. */
@NullMarked
package dev.weft.runtime.json;

import org.jspecify.annotations.NullMarked;
