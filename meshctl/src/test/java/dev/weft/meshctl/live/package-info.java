// SPDX-License-Identifier: Apache-2.0

@NullMarked
package dev.weft.meshctl.live;

import org.jspecify.annotations.NullMarked;
