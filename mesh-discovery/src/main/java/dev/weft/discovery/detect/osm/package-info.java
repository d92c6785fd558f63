// SPDX-License-Identifier: Apache-2.0

/**
 * Open Service Mesh: control plane and sidecars.
 */
@NullMarked
package dev.weft.discovery.detect.osm;

import org.jspecify.annotations.NullMarked;
