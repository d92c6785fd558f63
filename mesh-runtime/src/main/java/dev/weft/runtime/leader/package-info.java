// SPDX-License-Identifier: Apache-2.0

/** Which of several processes of an operator writes (house rule I6). */
@NullMarked
package dev.weft.runtime.leader;

import org.jspecify.annotations.NullMarked;
