// SPDX-License-Identifier: Apache-2.0

/**
 * Field ownership and server-side apply. Pure.
 */
@NullMarked
package dev.weft.sandbox.apply;

import org.jspecify.annotations.NullMarked;
