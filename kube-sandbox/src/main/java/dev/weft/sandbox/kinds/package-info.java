// SPDX-License-Identifier: Apache-2.0

/**
 * Which kinds are served: the table of built-in kinds and fields, and those that CustomResourceDefinitions add.
 */
@NullMarked
package dev.weft.sandbox.kinds;

import org.jspecify.annotations.NullMarked;
