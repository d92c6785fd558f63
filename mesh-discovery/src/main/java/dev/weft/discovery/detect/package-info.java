// SPDX-License-Identifier: Apache-2.0

/**
 * Which meshes there are, and which mesh a pod belongs to: an ordered list of detectors, one package for each kind of mesh.
 */
@NullMarked
package dev.weft.discovery.detect;

import org.jspecify.annotations.NullMarked;
