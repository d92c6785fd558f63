// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.FailoverServiceFact;
import dev.weft.networking.rules.MeshRef;
import dev.weft.runtime.ref.Ref;
import java.util.ArrayList;
import java.util.List;

/**
 * A FailoverService, decided. What is wrong with it does not depend on the mesh from which it is called, so it is refused on all of its
 * meshes or on none, and each error is said once (BUG-44).
 *
 * @param errors why it is refused, in the order of networking.md 4.5.1; empty when the premise is not sound
 */
public record FailoverDecision(FailoverServiceFact service, Premise premise, List<PolicyError> errors) {

    public FailoverDecision {
        errors = List.copyOf(errors);
    }

    public Ref ref() {
        return service.meta().ref();
    }

    /** Whether it is in effect. */
    public boolean isAccepted() {
        return premise instanceof Premise.Sound && errors.isEmpty();
    }

    /** The meshes from whose workloads it can be called, in the order written. */
    public List<Ref> meshes() {
        return service.rules().meshes().stream().map(MeshRef::mesh).toList();
    }

    /** Why it is not in effect; empty when it is. */
    String why() {
        return switch (premise) {
            case Premise.Broken broken -> broken.errors().getFirst().text();
            case Premise.Unresolved unresolved ->
                unresolved.reasons().getFirst().text();
            case Premise.Sound sound ->
                errors.isEmpty() ? "" : errors.getFirst().text();
        };
    }

    FailoverDecision and(List<PolicyError> more) {
        List<PolicyError> all = new ArrayList<>(errors);
        all.addAll(more);
        return new FailoverDecision(service, premise, all);
    }
}
