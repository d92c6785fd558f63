// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect;

import dev.weft.discovery.input.PodFact;
import java.util.List;
import java.util.Optional;

/** Tells which mesh a pod belongs to by itself: its containers, or what the mesh has written on it. */
public interface SidecarDetector {

    /** The meshes that a pod could belong to. */
    interface Meshes {

        /** Meshes with a control plane on the pod's cluster, ordered by ref. */
        List<MeshIdentity> onCluster();

        /** App Mesh meshes of that name on any cluster, ordered by ref. */
        List<MeshIdentity> ofAws(String awsName);
    }

    /** Whether the pod has a sidecar of this kind of mesh, or what stands for one. */
    boolean hasSidecar(PodFact pod);

    /** The mesh of a pod that has such a sidecar. */
    Optional<MeshIdentity> mesh(PodFact pod, Meshes meshes);
}
