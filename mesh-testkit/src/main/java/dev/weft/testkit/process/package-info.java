// SPDX-License-Identifier: Apache-2.0

/** Operators as processes of their own, as they run in a cluster. */
@NullMarked
package dev.weft.testkit.process;

import org.jspecify.annotations.NullMarked;
