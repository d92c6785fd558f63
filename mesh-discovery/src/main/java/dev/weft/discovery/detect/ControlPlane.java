// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect;

import static java.util.Comparator.comparing;

import dev.weft.runtime.ref.DestinationRef;
import java.util.Comparator;

/**
 * A Deployment that is the control plane of a mesh. Ordered by Deployment.
 *
 * @param revision of an Istio control plane, empty for the default one
 * @param image image of the container that proves it
 */
public record ControlPlane(MeshType type, DestinationRef deployment, String revision, String image)
        implements Comparable<ControlPlane> {

    private static final Comparator<ControlPlane> ORDER =
            comparing(ControlPlane::deployment).thenComparing(ControlPlane::type);

    @Override
    public int compareTo(ControlPlane other) {
        return ORDER.compare(this, other);
    }
}
