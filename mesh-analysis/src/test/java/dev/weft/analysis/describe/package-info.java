// SPDX-License-Identifier: Apache-2.0

/** Tests of the tables that {@code meshctl describe} prints. */
@NullMarked
package dev.weft.analysis.describe;

import org.jspecify.annotations.NullMarked;
