// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.cel;

import dev.cel.runtime.CelRuntime;
import org.jspecify.annotations.Nullable;

/**
 * A compiled rule.
 *
 * @param text the expression as it was written
 * @param explanation {@code messageExpression}, null when there is none
 * @param transition it compares with the state before
 * @param optionalBefore it is also asked when there is no state before
 */
record Rule(
        String text,
        CelRuntime.Program program,
        String message,
        CelRuntime.@Nullable Program explanation,
        String reason,
        String fieldPath,
        boolean transition,
        boolean optionalBefore) {}
