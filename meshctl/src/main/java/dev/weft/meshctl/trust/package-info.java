// SPDX-License-Identifier: Apache-2.0

/** The common root of a VirtualMesh, for people: how far it is, and having another one. */
@NullMarked
package dev.weft.meshctl.trust;

import org.jspecify.annotations.NullMarked;
