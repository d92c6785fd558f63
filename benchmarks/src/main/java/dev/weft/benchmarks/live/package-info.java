// SPDX-License-Identifier: Apache-2.0

/** The running plane, measured from outside: clusters, operators and clock. */
@NullMarked
package dev.weft.benchmarks.live;

import org.jspecify.annotations.NullMarked;
