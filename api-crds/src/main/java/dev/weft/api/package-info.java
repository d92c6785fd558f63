// SPDX-License-Identifier: Apache-2.0

/**
 * The kinds of the management plane: wire records that say exactly what the API says. Null means absent, an empty record means present
 * and empty; nothing is validated here.
 */
@NullMarked
package dev.weft.api;

import org.jspecify.annotations.NullMarked;
