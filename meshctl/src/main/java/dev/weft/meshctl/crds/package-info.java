// SPDX-License-Identifier: Apache-2.0

/** Installing the definitions of our kinds. */
@NullMarked
package dev.weft.meshctl.crds;

import org.jspecify.annotations.NullMarked;
