// SPDX-License-Identifier: Apache-2.0

/**
 * Names, labels and bytes of the discovered objects, and which given ones are kept because their source could not be read.
 */
@NullMarked
package dev.weft.discovery.output;

import org.jspecify.annotations.NullMarked;
