// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect;

import dev.weft.api.shared.MeshInstallation;
import dev.weft.discovery.DiscoveryFinding;
import dev.weft.discovery.input.ControllerFact;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.List;

/** Where a control plane runs, and in which version. */
public final class Installations {

    private static final String UNKNOWN_VERSION = "unknown";

    private Installations() {}

    /** The version is the image's tag as it is, else its digest, else {@code unknown}; only a tag tells a version (E-5, G4). */
    public static MeshInstallation of(ControlPlane controlPlane, ControllerFact deployment, List<Finding> findings) {
        DestinationRef ref = controlPlane.deployment();
        ImageName image = ImageName.of(controlPlane.image());
        if (image.tag().isEmpty()) {
            findings.add(Finding.of(
                            DiscoveryFinding.VERSION_UNKNOWN,
                            new Subject("apps/v1", "Deployment", ref.namespace(), ref.name()),
                            "image " + controlPlane.image() + " of Deployment " + ref.namespace() + "/" + ref.name()
                                    + " has no tag, so the version of the control plane is not known")
                    .onCluster(ref.cluster())
                    .at("spec.template.spec.containers"));
        }
        return new MeshInstallation(
                ref.namespace(),
                ref.cluster(),
                deployment.matchLabels().isEmpty() ? null : deployment.matchLabels(),
                image.version().isEmpty() ? UNKNOWN_VERSION : image.version(),
                controlPlane.revision().isEmpty() ? null : controlPlane.revision());
    }
}
