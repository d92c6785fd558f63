// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.status;

/**
 * A condition as we decide it, without the times that depend on what was there before.
 *
 * @param type {@code Accepted}, {@code ResolvedRefs}, {@code Programmed} or {@code Ready}
 * @param reason CamelCase
 * @param message never empty
 */
public record Condition(String type, ConditionStatus status, String reason, String message) {}
