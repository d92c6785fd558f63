// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.MeshFact;
import dev.weft.networking.rules.FederationRules;
import dev.weft.networking.rules.TrustRules;
import dev.weft.runtime.ref.Ref;
import java.util.List;

/**
 * What it means for an Istio mesh to belong to a VirtualMesh that is in effect on it.
 *
 * @param virtualMesh which one
 * @param trust how its meshes come to trust each other
 * @param globalAccess whether everything is denied that no AccessPolicy allows
 * @param members all Istio meshes on which it is in effect, the mesh itself included, in the order of the VirtualMesh
 */
public record Membership(
        Ref virtualMesh, FederationRules federation, TrustRules trust, boolean globalAccess, List<MeshFact> members) {

    public Membership {
        members = List.copyOf(members);
    }

    /**
     * The meshes from which services of {@code mesh} may be called besides: those on other clusters, one for each. A second mesh on a
     * cluster would resolve the same names.
     */
    public List<MeshFact> clientsOf(MeshFact mesh) {
        return members.stream()
                .filter(member -> !member.cluster().equals(mesh.cluster()) && isFirstOfCluster(member))
                .toList();
    }

    /** Whether no other member on the mesh's cluster comes before it. */
    public boolean isFirstOfCluster(MeshFact mesh) {
        return members.stream()
                .filter(member -> member.cluster().equals(mesh.cluster()))
                .findFirst()
                .filter(first -> first.ref().equals(mesh.ref()))
                .isPresent();
    }
}
