// SPDX-License-Identifier: Apache-2.0

/** Istio outputs that span meshes: federation and global access. Pure. */
@NullMarked
package dev.weft.networking.translate.istio.mesh;

import org.jspecify.annotations.NullMarked;
