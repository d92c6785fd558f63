// SPDX-License-Identifier: Apache-2.0

/** The agent on a live cluster: what it reads and writes there, and what makes it look again. */
@NullMarked
package dev.weft.certagent.agent;

import org.jspecify.annotations.NullMarked;
