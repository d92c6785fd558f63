// SPDX-License-Identifier: Apache-2.0

/** {@code meshctl validate}: what an API server and the plane would say of objects in files. */
@NullMarked
package dev.weft.meshctl.validate;

import org.jspecify.annotations.NullMarked;
