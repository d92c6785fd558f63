// SPDX-License-Identifier: Apache-2.0

/**
 * The verbs: get, list, watch, create, update, patch, delete, over store, schemas and rules.
 */
@NullMarked
package dev.weft.sandbox.api;

import org.jspecify.annotations.NullMarked;
