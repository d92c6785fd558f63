// SPDX-License-Identifier: Apache-2.0

/**
 * What is really trusted and served on a cluster, judged from what was read and from how istiod and proxies answer. Pure; who looks and
 * calls is in agent/.
 */
@NullMarked
package dev.weft.certagent.evidence;

import org.jspecify.annotations.NullMarked;
