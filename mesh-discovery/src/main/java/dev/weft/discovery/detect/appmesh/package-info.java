// SPDX-License-Identifier: Apache-2.0

/**
 * AWS App Mesh: Mesh resources of its controller, grouped by ARN, and sidecars.
 */
@NullMarked
package dev.weft.discovery.detect.appmesh;

import org.jspecify.annotations.NullMarked;
