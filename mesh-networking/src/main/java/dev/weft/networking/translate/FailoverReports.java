// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.NetworkingFinding;
import dev.weft.networking.policy.FailoverDecision;
import dev.weft.networking.policy.PolicyError;
import dev.weft.networking.policy.Premise;
import dev.weft.networking.policy.Subjects;
import dev.weft.runtime.derive.FoldedIndex;
import dev.weft.runtime.derive.Reads;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import dev.weft.runtime.status.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Says of each FailoverService what became of it everywhere. */
final class FailoverReports {

    private final Failovers failovers;
    private final FoldedIndex<Ref, Ref, String> failures;

    FailoverReports(Failovers failovers, FoldedIndex<Ref, Ref, String> failures) {
        this.failovers = failovers;
        this.failures = failures;
    }

    FailoverReport of(Ref ref, Reads reads) {
        FailoverDecision decision = failovers.decision(ref, reads);
        SortedMap<Ref, Integer> order = new TreeMap<>();
        if (decision.isAccepted()) {
            decision.meshes()
                    .forEach(mesh ->
                            order.put(mesh, failovers.accepted(mesh, reads).indexOf(ref)));
        }
        return new FailoverReport(decision, order, reads.must(failures, ref), findings(decision));
    }

    private static List<Finding> findings(FailoverDecision decision) {
        Subject subject = Subjects.failoverService(decision.ref());
        List<Finding> findings = new ArrayList<>();
        List<PolicyError> told = switch (decision.premise()) {
            case Premise.Broken broken -> broken.errors();
            case Premise.Unresolved unresolved -> unresolved.reasons();
            case Premise.Sound sound -> decision.errors();
        };
        told.forEach(error -> findings.add(error.finding(subject)));
        decision.service()
                .rules()
                .notes()
                .forEach(note -> findings.add(Finding.of(NetworkingFinding.WORTH_KNOWING, subject, note.message())
                        .at(note.field())));
        return findings;
    }
}
