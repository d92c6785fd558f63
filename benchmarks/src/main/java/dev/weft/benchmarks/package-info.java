// SPDX-License-Identifier: Apache-2.0

/** Benchmarks of whole passes. docs/benchmarks.md has the figures and says how to repeat them. */
@NullMarked
package dev.weft.benchmarks;

import org.jspecify.annotations.NullMarked;
