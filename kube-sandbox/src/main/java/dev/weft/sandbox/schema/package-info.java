// SPDX-License-Identifier: Apache-2.0

/**
 * Structural schemas: pruning, defaults, validation, for built-in and custom kinds alike.
 */
@NullMarked
package dev.weft.sandbox.schema;

import org.jspecify.annotations.NullMarked;
