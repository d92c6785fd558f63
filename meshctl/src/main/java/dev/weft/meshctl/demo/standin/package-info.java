// SPDX-License-Identifier: Apache-2.0

/**
 * Stand-ins for what runs on a cluster and is not there in the demo: istiod with its proxies, and what replaces pods. They do of it what the
 * agents of the demo look at, and say wherever they differ. Nothing outside of the demo and of tests may lean on them.
 */
@NullMarked
package dev.weft.meshctl.demo.standin;

import org.jspecify.annotations.NullMarked;
