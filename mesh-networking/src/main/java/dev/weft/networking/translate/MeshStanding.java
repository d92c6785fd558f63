// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.VirtualMeshFact;
import java.util.Optional;

/**
 * What applies to a Mesh.
 *
 * @param virtualMesh in effect on it
 * @param keeps whether it belongs to a VirtualMesh that is not in effect now, so that what its status said still stands on the cluster
 */
public record MeshStanding(Optional<VirtualMeshFact> virtualMesh, boolean keeps) {}
