// SPDX-License-Identifier: Apache-2.0

/** Settings of the plane. Wire records: null is absent. */
@NullMarked
package dev.weft.api.settings;

import org.jspecify.annotations.NullMarked;
