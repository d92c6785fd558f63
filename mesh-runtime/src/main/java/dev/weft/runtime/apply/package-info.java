// SPDX-License-Identifier: Apache-2.0

/** Carries out what passes decide: writes to clusters, each answered, none of them holding up another cluster. */
@NullMarked
package dev.weft.runtime.apply;

import org.jspecify.annotations.NullMarked;
