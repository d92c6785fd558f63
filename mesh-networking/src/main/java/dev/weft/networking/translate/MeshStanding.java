// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.input.FailoverServiceFact;
import dev.weft.networking.input.VirtualMeshFact;
import dev.weft.runtime.ref.Ref;
import java.util.List;
import java.util.Optional;

/**
 * What applies to a Mesh.
 *
 * @param virtualMesh in effect on it
 * @param keeps whether it belongs to a VirtualMesh that is not in effect now, so that what its status said still stands on the cluster
 * @param failoverServices in effect on it, ordered by key
 * @param keptFailoverServices those that name it and are not in effect now, likewise
 */
public record MeshStanding(
        Optional<VirtualMeshFact> virtualMesh,
        boolean keeps,
        List<FailoverServiceFact> failoverServices,
        List<Ref> keptFailoverServices) {
    public MeshStanding {
        failoverServices = List.copyOf(failoverServices);
        keptFailoverServices = List.copyOf(keptFailoverServices);
    }
}
