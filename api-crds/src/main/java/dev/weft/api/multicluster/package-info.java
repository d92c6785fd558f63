// SPDX-License-Identifier: Apache-2.0

/** Registered clusters. Wire records: null is absent. */
@NullMarked
package dev.weft.api.multicluster;

import org.jspecify.annotations.NullMarked;
