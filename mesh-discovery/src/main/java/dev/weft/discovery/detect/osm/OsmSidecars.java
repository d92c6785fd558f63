// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect.osm;

import dev.weft.discovery.detect.MeshIdentity;
import dev.weft.discovery.detect.MeshType;
import dev.weft.discovery.detect.SidecarDetector;
import dev.weft.discovery.input.ContainerFact;
import dev.weft.discovery.input.PodFact;
import java.util.Optional;

/** An Open Service Mesh sidecar is an Envoy container together with the init container that redirects traffic to it. */
public final class OsmSidecars implements SidecarDetector {

    @Override
    public boolean hasSidecar(PodFact pod) {
        boolean init = false;
        boolean envoy = false;
        for (ContainerFact container : pod.containers()) {
            init |= container.role() == ContainerFact.Role.INIT
                    && container.image().contains("openservicemesh/init")
                    && container.name().contains("osm-init");
            envoy |= container.runs() && container.image().contains("envoyproxy/envoy");
        }
        return init && envoy;
    }

    @Override
    public Optional<MeshIdentity> mesh(PodFact pod, Meshes meshes) {
        return meshes.onCluster().stream()
                .filter(mesh -> mesh.type() == MeshType.OSM)
                .findFirst();
    }
}
