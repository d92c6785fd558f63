// SPDX-License-Identifier: Apache-2.0

/** Which policy applies to which target, in which order, or why not: binding, acceptance and conflicts. Pure. */
@NullMarked
package dev.weft.networking.policy;

import org.jspecify.annotations.NullMarked;
