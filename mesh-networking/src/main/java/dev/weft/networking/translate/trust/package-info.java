// SPDX-License-Identifier: Apache-2.0

/** What the agents of the meshes are told about certificates. Pure. */
@NullMarked
package dev.weft.networking.translate.trust;

import org.jspecify.annotations.NullMarked;
