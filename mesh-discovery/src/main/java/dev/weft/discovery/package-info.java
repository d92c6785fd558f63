// SPDX-License-Identifier: Apache-2.0

/**
 * Discovery: the state of clusters in, Mesh, Workload and TrafficTarget objects and findings out. Pure.
 */
@NullMarked
package dev.weft.discovery;

import org.jspecify.annotations.NullMarked;
