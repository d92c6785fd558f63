// SPDX-License-Identifier: Apache-2.0

/**
 * Controllers whose running pods have a sidecar of a known mesh.
 */
@NullMarked
package dev.weft.discovery.workload;

import org.jspecify.annotations.NullMarked;
