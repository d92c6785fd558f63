// SPDX-License-Identifier: Apache-2.0

/** Registering clusters: what is granted on them, what the management cluster holds about them, and how both come and go. */
@NullMarked
package dev.weft.meshctl.register;

import org.jspecify.annotations.NullMarked;
