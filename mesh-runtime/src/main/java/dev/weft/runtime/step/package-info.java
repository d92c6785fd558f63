// SPDX-License-Identifier: Apache-2.0

/**
 * The step machine: what an operator is told between two passes, and what a pass wants to be written. Pure, so that a test or a simulator
 * can deliver one event, run one pass, lose an answer, and look (house rule 3.16).
 */
@NullMarked
package dev.weft.runtime.step;

import org.jspecify.annotations.NullMarked;
