// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

/**
 * Something wrong with a policy taken by itself; it makes the policy INVALID wherever it applies.
 *
 * @param field JSON path of the offending value, for example {@code spec.retries.perTryTimeout}
 * @param message what is wrong and what would be right
 */
public record Problem(String field, String message) {}
