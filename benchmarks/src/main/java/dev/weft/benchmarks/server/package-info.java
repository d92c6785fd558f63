// SPDX-License-Identifier: Apache-2.0

/** Figures of API servers: kube-sandbox and the real one, as processes, through the same client. */
@NullMarked
package dev.weft.benchmarks.server;

import org.jspecify.annotations.NullMarked;
