// SPDX-License-Identifier: Apache-2.0

/**
 * Protobuf bodies of built-in kinds, as kubectl sends them, decoded with the field numbers of the table of types.
 */
@NullMarked
package dev.weft.sandbox.proto;

import org.jspecify.annotations.NullMarked;
