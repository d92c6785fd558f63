// SPDX-License-Identifier: Apache-2.0

/**
 * JSON patch, JSON merge patch and strategic merge patch. Pure.
 */
@NullMarked
package dev.weft.sandbox.patch;

import org.jspecify.annotations.NullMarked;
