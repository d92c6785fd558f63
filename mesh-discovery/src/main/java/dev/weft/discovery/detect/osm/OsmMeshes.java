// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect.osm;

import dev.weft.discovery.DiscoveryFinding;
import dev.weft.discovery.detect.ControlPlane;
import dev.weft.discovery.detect.DetectedMesh;
import dev.weft.discovery.detect.Installations;
import dev.weft.discovery.input.ControllerFact;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.List;

/** The Mesh of an Open Service Mesh control plane. */
public final class OsmMeshes {

    private OsmMeshes() {}

    public static DetectedMesh of(ControlPlane controlPlane, ControllerFact deployment) {
        DestinationRef ref = controlPlane.deployment();
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.of(
                        DiscoveryFinding.OSM_END_OF_LIFE,
                        new Subject("apps/v1", "Deployment", ref.namespace(), ref.name()),
                        "cluster " + ref.cluster() + " runs Open Service Mesh, which is archived")
                .onCluster(ref.cluster()));
        return new DetectedMesh(
                controlPlane,
                null,
                Installations.of(controlPlane, deployment, findings),
                deployment.annotations(),
                findings);
    }
}
