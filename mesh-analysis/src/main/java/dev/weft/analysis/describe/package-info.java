// SPDX-License-Identifier: Apache-2.0

/** Objects as tables for people: what {@code meshctl describe} prints. Pure; tolerant of any missing field. */
@NullMarked
package dev.weft.analysis.describe;

import org.jspecify.annotations.NullMarked;
