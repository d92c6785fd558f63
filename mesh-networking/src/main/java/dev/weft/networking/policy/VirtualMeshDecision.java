// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.VirtualMeshFact;
import dev.weft.runtime.ref.Ref;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A VirtualMesh, decided.
 *
 * @param members by mesh why it is refused there, in the order of the checks; an empty list where it is not. Empty when the premise is not
 *     sound
 */
public record VirtualMeshDecision(
        VirtualMeshFact virtualMesh, Premise premise, SortedMap<Ref, List<PolicyError>> members) {

    public VirtualMeshDecision {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    public Ref ref() {
        return virtualMesh.meta().ref();
    }

    /** Whether it is in effect on a mesh. */
    public boolean isAccepted(Ref mesh) {
        List<PolicyError> errors = members.get(mesh);
        return errors != null && errors.isEmpty();
    }

    /** Whether it is in effect on every mesh that it names. */
    public boolean isAccepted() {
        return premise instanceof Premise.Sound && members.values().stream().allMatch(List::isEmpty);
    }
}
