// SPDX-License-Identifier: Apache-2.0

/** JSON to wire records and back, object by object: one bad object never spoils another. */
@NullMarked
package dev.weft.api.wire;

import org.jspecify.annotations.NullMarked;
