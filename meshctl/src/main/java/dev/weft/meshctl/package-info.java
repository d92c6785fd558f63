// SPDX-License-Identifier: Apache-2.0

/** The command line: each command gathers, asks the pure rooms, and prints. */
@NullMarked
package dev.weft.meshctl;

import org.jspecify.annotations.NullMarked;
