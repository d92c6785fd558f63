// SPDX-License-Identifier: Apache-2.0

/** Networking as a step machine: what comes from the clusters goes into the translation, and what comes out of it is planned and told. Pure. */
@NullMarked
package dev.weft.networking.operator;

import org.jspecify.annotations.NullMarked;
