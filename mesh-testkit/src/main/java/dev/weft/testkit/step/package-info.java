// SPDX-License-Identifier: Apache-2.0

/**
 * Operators as step machines: {@link dev.weft.testkit.step.WorldRig} tells one of events, makes its passes, carries out what it decides and
 * turns its clock; no thread and no network.
 */
@NullMarked
package dev.weft.testkit.step;

import org.jspecify.annotations.NullMarked;
