// SPDX-License-Identifier: Apache-2.0

/** Restarting what holds certificates of a mesh, by the agent of its cluster. */
@NullMarked
package dev.weft.meshctl.restart;

import org.jspecify.annotations.NullMarked;
