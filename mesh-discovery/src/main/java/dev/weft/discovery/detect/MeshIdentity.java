// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect;

import dev.weft.runtime.ref.Ref;

/**
 * What others need to know of a mesh. Ordered by ref, the order in which "the first mesh" is meant.
 *
 * @param cluster cluster of its control plane, empty for App Mesh
 * @param namespace namespace of its control plane, empty for App Mesh
 * @param revision of an Istio control plane, empty for the default one
 * @param awsName name of an App Mesh mesh, otherwise empty
 */
public record MeshIdentity(Ref ref, MeshType type, String cluster, String namespace, String revision, String awsName)
        implements Comparable<MeshIdentity> {

    @Override
    public int compareTo(MeshIdentity other) {
        return ref.compareTo(other.ref);
    }
}
