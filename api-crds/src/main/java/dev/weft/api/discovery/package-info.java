// SPDX-License-Identifier: Apache-2.0

/** What discovery writes: Mesh, Workload, TrafficTarget. Wire records: null is absent. */
@NullMarked
package dev.weft.api.discovery;

import org.jspecify.annotations.NullMarked;
