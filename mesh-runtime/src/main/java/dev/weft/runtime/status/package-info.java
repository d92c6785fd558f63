// SPDX-License-Identifier: Apache-2.0

/** What the user is told: findings and conditions, as values. Pure. */
@NullMarked
package dev.weft.runtime.status;

import org.jspecify.annotations.NullMarked;
