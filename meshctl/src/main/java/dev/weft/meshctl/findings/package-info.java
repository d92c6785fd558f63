// SPDX-License-Identifier: Apache-2.0

/** How findings leave meshctl. */
@NullMarked
package dev.weft.meshctl.findings;

import org.jspecify.annotations.NullMarked;
