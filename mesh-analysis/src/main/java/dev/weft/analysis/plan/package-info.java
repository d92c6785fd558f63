// SPDX-License-Identifier: Apache-2.0

/** What a change would do, before it is made: two renderings of the same situation, without and with it, and what differs. Pure. */
@NullMarked
package dev.weft.analysis.plan;

import org.jspecify.annotations.NullMarked;
