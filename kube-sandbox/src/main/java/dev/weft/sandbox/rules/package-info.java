// SPDX-License-Identifier: Apache-2.0

/**
 * What single built-in kinds demand: defaults, required fields, names, addresses.
 */
@NullMarked
package dev.weft.sandbox.rules;

import org.jspecify.annotations.NullMarked;
