// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.Ref;
import java.util.List;

/**
 * The public part of a Secret of the management cluster that may sign for meshes. Its key is looked at when the Secret is read, to see which
 * certificate it belongs to, and is in no fact.
 *
 * @param made whether it is of the type that the plane makes
 * @param provided whether its owner says by a label that it may sign
 * @param owners the VirtualMeshes that its annotation names: for whom the plane has made it
 * @param bundle PEM of what is to be trusted, the root that the key signs under last and once; empty when there is a problem
 * @param problem why nobody can sign with it; empty when somebody can
 */
public record RootFact(Ref secret, boolean made, boolean provided, List<Ref> owners, String bundle, String problem) {

    public RootFact {
        owners = List.copyOf(owners);
    }

    /** Whether the plane has made it for this VirtualMesh; one without an annotation may be from an earlier version. */
    public boolean isOf(Ref virtualMesh) {
        return made && (owners.isEmpty() || owners.contains(virtualMesh));
    }
}
