// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect.istio;

import dev.weft.discovery.detect.ImageName;
import dev.weft.discovery.detect.MeshIdentity;
import dev.weft.discovery.detect.MeshType;
import dev.weft.discovery.detect.SidecarDetector;
import dev.weft.discovery.input.ContainerFact;
import dev.weft.discovery.input.PodFact;
import java.util.List;
import java.util.Optional;

/**
 * An Istio sidecar, or a gateway, is a container that runs the proxy image as long as the pod: a main container, or an init container
 * that always restarts (Istio's default on Kubernetes 1.33 and later). The init container {@code istio-init} has the same image and
 * proves nothing. In ambient mode a pod has none of this: Istio's CNI says on it that ztunnel acts for it.
 */
public final class IstioSidecars implements SidecarDetector {

    private static final String NAME = "istio-proxy";

    @Override
    public boolean hasSidecar(PodFact pod) {
        return pod.ambient() || hasProxy(pod);
    }

    /** Whether the pod is in the mesh without a proxy of its own: ztunnel on its node acts for it. */
    public static boolean isAmbient(PodFact pod) {
        return pod.ambient() && !hasProxy(pod);
    }

    private static boolean hasProxy(PodFact pod) {
        return pod.containers().stream().anyMatch(container -> isProxy(container, pod));
    }

    /** Whether the pod is a gateway: a proxy in the role of a router. */
    static boolean isRouter(PodFact pod) {
        return pod.containers().stream().anyMatch(container -> container.router() && isProxy(container, pod));
    }

    /**
     * Only the last part of the image counts as its name: a registry or pull-through cache may well be called "proxy". An image of
     * any name counts in a container {@code istio-proxy} of a pod that Istio's injector has marked.
     */
    private static boolean isProxy(ContainerFact container, PodFact pod) {
        if (!container.runs()) {
            return false;
        }
        boolean called = container.name().equals(NAME);
        boolean image = ImageName.of(container.image()).lastPart().contains("proxy")
                && (called || container.image().contains("istio"));
        return image || (called && pod.injection().marked());
    }

    /** The mesh of the revision that injected the pod; where nothing tells, the default revision, else the first of the cluster. */
    @Override
    public Optional<MeshIdentity> mesh(PodFact pod, Meshes meshes) {
        List<MeshIdentity> istio = meshes.onCluster().stream()
                .filter(mesh -> mesh.type() == MeshType.ISTIO)
                .toList();
        return ofRevision(pod.injection().revision().orElse(""), istio)
                .or(() -> ofRevision("", istio))
                .or(() -> istio.stream().findFirst());
    }

    private static Optional<MeshIdentity> ofRevision(String revision, List<MeshIdentity> meshes) {
        return meshes.stream().filter(mesh -> mesh.revision().equals(revision)).findFirst();
    }
}
