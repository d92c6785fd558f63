// SPDX-License-Identifier: Apache-2.0

/** Signs for the agents: what is to be found out for a request, and who finds it out. The key of a root is in memory here and nowhere else. */
@NullMarked
package dev.weft.networking.trust;

import org.jspecify.annotations.NullMarked;
