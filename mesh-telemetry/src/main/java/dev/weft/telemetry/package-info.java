// SPDX-License-Identifier: Apache-2.0

/** How an operator is seen from outside: metrics, health, logs, and the small HTTP server that shows the first two. */
@NullMarked
package dev.weft.telemetry;

import org.jspecify.annotations.NullMarked;
