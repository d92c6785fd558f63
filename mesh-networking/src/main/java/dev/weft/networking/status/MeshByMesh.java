// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import dev.weft.networking.input.PolicyMeta;
import dev.weft.networking.input.PriorStatus;
import dev.weft.networking.policy.FailoverDecision;
import dev.weft.networking.policy.PolicyError;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.policy.VirtualMeshDecision;
import dev.weft.networking.translate.FailoverReport;
import dev.weft.networking.translate.FederationCheck;
import dev.weft.networking.translate.VirtualMeshReport;
import dev.weft.runtime.ref.Ref;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of an object that names meshes: a VirtualMesh or a FailoverService.
 *
 * @param members by mesh why it is refused there; an empty list where it is not. Empty when the premise is not sound
 * @param errors why it is refused where it names no mesh at all
 * @param order by mesh its place among its like there, from 0; not told where absent
 * @param failures outputs of it that cannot be written, one sentence each
 * @param checks what its meshes need besides
 */
record MeshByMesh(
        PolicyMeta meta,
        PriorStatus prior,
        Premise premise,
        SortedMap<Ref, List<PolicyError>> members,
        List<PolicyError> errors,
        SortedMap<Ref, Integer> order,
        List<String> failures,
        List<FederationCheck> checks) {

    MeshByMesh {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        errors = List.copyOf(errors);
        order = Collections.unmodifiableSortedMap(new TreeMap<>(order));
        checks = List.copyOf(checks);
        failures = List.copyOf(failures);
    }

    static MeshByMesh of(VirtualMeshReport report) {
        VirtualMeshDecision decision = report.decision();
        return new MeshByMesh(
                decision.virtualMesh().meta(),
                decision.virtualMesh().prior(),
                decision.premise(),
                decision.members(),
                List.of(),
                new TreeMap<>(),
                report.failures(),
                report.checks());
    }

    static MeshByMesh of(FailoverReport report) {
        FailoverDecision decision = report.decision();
        SortedMap<Ref, List<PolicyError>> members = new TreeMap<>();
        if (decision.premise() instanceof Premise.Sound) {
            decision.meshes().forEach(mesh -> members.put(mesh, decision.errors()));
        }
        return new MeshByMesh(
                decision.service().meta(),
                decision.service().prior(),
                decision.premise(),
                members,
                members.isEmpty() ? decision.errors() : List.of(),
                report.order(),
                report.failures(),
                List.of());
    }

    /** Whether it is in effect on every mesh that it names. */
    boolean isAccepted() {
        return premise instanceof Premise.Sound
                && errors.isEmpty()
                && members.values().stream().allMatch(List::isEmpty);
    }

    /** Why it is refused, wherever that is. */
    List<PolicyError> refusals() {
        return members.isEmpty()
                ? errors
                : members.values().stream().flatMap(List::stream).toList();
    }
}
