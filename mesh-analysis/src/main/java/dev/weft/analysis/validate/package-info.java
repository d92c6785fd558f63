// SPDX-License-Identifier: Apache-2.0

/** validate: what the plane would say of objects that nobody has applied yet. Pure. */
@NullMarked
package dev.weft.analysis.validate;

import org.jspecify.annotations.NullMarked;
