// SPDX-License-Identifier: Apache-2.0

/**
 * The rules of {@code x-kubernetes-validations}: compiled from a schema, evaluated on its objects. Nothing here loads the CEL library
 * before a schema has a rule.
 */
@NullMarked
package dev.weft.sandbox.cel;

import org.jspecify.annotations.NullMarked;
