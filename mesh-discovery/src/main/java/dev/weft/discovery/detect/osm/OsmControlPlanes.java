// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect.osm;

import dev.weft.discovery.detect.ControlPlane;
import dev.weft.discovery.detect.ControlPlaneDetector;
import dev.weft.discovery.detect.MeshType;
import dev.weft.discovery.input.ControllerFact;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ShardId;
import java.util.Optional;

/** An Open Service Mesh control plane is a Deployment {@code osm-controller} with a container of that image. */
public final class OsmControlPlanes implements ControlPlaneDetector {

    private static final String NAME = "osm-controller";

    @Override
    public Optional<ControlPlane> detect(ShardId shard, ControllerFact deployment) {
        if (!deployment.name().equals(NAME)) {
            return Optional.empty();
        }
        return deployment.containers().stream()
                .map(ControllerFact.TemplateContainer::image)
                .filter(image -> image.contains(NAME))
                .findFirst()
                .map(image -> new ControlPlane(
                        MeshType.OSM,
                        new DestinationRef(shard.cluster(), shard.namespace(), deployment.name()),
                        "",
                        image));
    }
}
