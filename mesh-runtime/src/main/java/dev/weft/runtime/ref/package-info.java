// SPDX-License-Identifier: Apache-2.0

/** Identities: one record per way of naming a thing, so that no method ever takes three loose strings. */
@NullMarked
package dev.weft.runtime.ref;

import org.jspecify.annotations.NullMarked;
