// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.runtime.ref.Ref;
import java.util.List;

/**
 * How a service is called from other meshes.
 *
 * @param hostname by this name
 * @param meshes from these, ordered (BUG-42)
 * @param flatNetwork whether the VirtualMesh says that pods reach each other without gateways
 */
public record FederatedTo(String hostname, List<Ref> meshes, boolean flatNetwork) {
    public FederatedTo {
        meshes = List.copyOf(meshes);
    }
}
