// SPDX-License-Identifier: Apache-2.0

/** Which pods are restarted for a new certificate, in which order, and what is waited for in between. Pure. */
@NullMarked
package dev.weft.certagent.bounce;

import org.jspecify.annotations.NullMarked;
