// SPDX-License-Identifier: Apache-2.0

/**
 * {@code meshctl demo --real}: the clusters of the demo as real programs. {@link dev.weft.e2e.demo.RealStage} is what meshctl finds;
 * {@code bin/meshctl} puts it on the class path when the option is given.
 */
@NullMarked
package dev.weft.e2e.demo;

import org.jspecify.annotations.NullMarked;
