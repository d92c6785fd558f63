// SPDX-License-Identifier: Apache-2.0

/** A running operator: reads, loop, writes and election around a step, started and ended in the right order. */
@NullMarked
package dev.weft.runtime.process;

import org.jspecify.annotations.NullMarked;
