// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect.istio;

import dev.weft.discovery.detect.ControlPlane;
import dev.weft.discovery.detect.ControlPlaneDetector;
import dev.weft.discovery.detect.ImageName;
import dev.weft.discovery.detect.MeshType;
import dev.weft.discovery.input.ControllerFact;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.ShardId;
import java.util.Optional;

/**
 * An Istio control plane is a Deployment that runs a pilot image and is called istiod, by its name ({@code istiod},
 * {@code istiod-REVISION}, {@code istio-pilot}) or by its label {@code app: istiod}. The image may come from any registry.
 */
public final class IstioControlPlanes implements ControlPlaneDetector {

    private static final String ISTIOD = "istiod";
    private static final String REVISION_LABEL = "istio.io/rev";
    private static final String DEFAULT_REVISION = "default";

    @Override
    public Optional<ControlPlane> detect(ShardId shard, ControllerFact deployment) {
        boolean labelled = ISTIOD.equals(deployment.labels().get("app"))
                || ISTIOD.equals(deployment.podLabels().get("app"));
        String name = deployment.name();
        boolean named = name.equals(ISTIOD) || name.startsWith(ISTIOD + "-") || name.equals("istio-pilot");
        if (!labelled && !named) {
            return Optional.empty();
        }
        return deployment.containers().stream()
                .filter(container -> isPilot(container.image(), labelled))
                .findFirst()
                .map(container -> new ControlPlane(
                        MeshType.ISTIO,
                        new DestinationRef(shard.cluster(), shard.namespace(), name),
                        revision(deployment, container),
                        container.image()));
    }

    /** A private mirror may have dropped "istio" from the path; then the label has to tell. */
    private static boolean isPilot(String image, boolean labelled) {
        return ImageName.of(image).lastPart().contains("pilot") && (labelled || image.contains("istio"));
    }

    private static String revision(ControllerFact deployment, ControllerFact.TemplateContainer pilot) {
        String revision = deployment.podLabels().getOrDefault(REVISION_LABEL, "");
        if (revision.isEmpty()) {
            revision = deployment.labels().getOrDefault(REVISION_LABEL, "");
        }
        if (revision.isEmpty()) {
            revision = pilot.revision();
        }
        if (revision.isEmpty() && deployment.name().startsWith(ISTIOD + "-")) {
            revision = deployment.name().substring(ISTIOD.length() + 1);
        }
        return revision.equals(DEFAULT_REVISION) ? "" : revision;
    }
}
