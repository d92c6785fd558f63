// SPDX-License-Identifier: Apache-2.0

/**
 * Real Kubernetes API servers as child processes on loopback, for tests that hold our own programs and manifests against them, and for
 * {@code meshctl demo --real}. Built by {@code e2e/tools/install}; nothing here is shipped.
 */
@NullMarked
package dev.weft.e2e.servers;

import org.jspecify.annotations.NullMarked;
