// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect.appmesh;

import dev.weft.discovery.detect.MeshIdentity;
import dev.weft.discovery.detect.SidecarDetector;
import dev.weft.discovery.input.ContainerFact;
import dev.weft.discovery.input.PodFact;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An App Mesh sidecar is an Envoy container of that project, told its mesh by {@code APPMESH_VIRTUAL_NODE_NAME}. */
public final class AppMeshSidecars implements SidecarDetector {

    @Override
    public boolean hasSidecar(PodFact pod) {
        return sidecar(pod) != null;
    }

    @Override
    public Optional<MeshIdentity> mesh(PodFact pod, Meshes meshes) {
        ContainerFact sidecar = sidecar(pod);
        if (sidecar == null) {
            return Optional.empty();
        }
        // mesh/MESH/virtualNode/NODE
        List<String> parts = List.of(sidecar.virtualNode().split("/", -1));
        boolean wellFormed =
                parts.size() == 4 && parts.get(0).equals("mesh") && parts.get(2).equals("virtualNode");
        return wellFormed ? meshes.ofAws(parts.get(1)).stream().findFirst() : Optional.empty();
    }

    private static @Nullable ContainerFact sidecar(PodFact pod) {
        for (ContainerFact container : pod.containers()) {
            if (container.runs()
                    && container.image().contains("appmesh")
                    && container.image().contains("envoy")) {
                return container;
            }
        }
        return null;
    }
}
