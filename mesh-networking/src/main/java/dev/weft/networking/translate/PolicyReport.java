// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.policy.Premise;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.util.List;

/**
 * What became of one policy everywhere.
 *
 * @param entries what became of it on each target it selects, ordered by target
 * @param workloads the workloads it concerns as sources: the first ones by key
 * @param workloadsTotal how many there are
 * @param conflictsWon that other policies lost to it, ordered; reported where it happened, not again by this report
 * @param findings what is to be said of the policy as a whole
 */
public record PolicyReport(
        Ref policy,
        Premise premise,
        List<TargetEntry> entries,
        List<Ref> workloads,
        int workloadsTotal,
        List<Finding> conflictsWon,
        List<Finding> findings) {

    public PolicyReport {
        entries = List.copyOf(entries);
        workloads = List.copyOf(workloads);
        conflictsWon = List.copyOf(conflictsWon);
        findings = List.copyOf(findings);
    }
}
