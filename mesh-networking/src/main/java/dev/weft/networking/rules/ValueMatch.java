// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

/**
 * How a header or query parameter is matched.
 *
 * @param value exact text or regular expression; an empty exact text means "is present" (Istio reads it so)
 */
public record ValueMatch(String value, boolean regex) {}
