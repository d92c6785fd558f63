// SPDX-License-Identifier: Apache-2.0

/** Generated fleets: clusters full of services, and policies for them. The same size gives the same objects, always. */
@NullMarked
package dev.weft.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
