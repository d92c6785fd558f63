// SPDX-License-Identifier: Apache-2.0

/**
 * What a policy says, as validated values: selectors, request matches and actions. Made from wire records by the factories here;
 * everything behind this room sees only these. Pure.
 */
@NullMarked
package dev.weft.networking.rules;

import org.jspecify.annotations.NullMarked;
