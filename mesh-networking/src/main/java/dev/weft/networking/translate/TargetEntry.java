// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.Comparator.comparing;

import dev.weft.networking.policy.PolicyError;
import dev.weft.networking.policy.Verdict;
import dev.weft.runtime.ref.Ref;
import java.util.Comparator;
import java.util.List;

/**
 * What became of one policy on one target, writing included.
 *
 * @param target the TrafficTarget
 * @param mesh the Mesh it belongs to
 * @param waiting why what stands on the cluster is left as it is for now, one sentence each
 * @param notApplied why it is not applied to calls from the target's own cluster
 * @param failures outputs of this policy that cannot be written here, one sentence each
 */
public record TargetEntry(
        Ref target,
        Ref mesh,
        Verdict verdict,
        List<String> failures,
        List<String> waiting,
        List<PolicyError> notApplied) {

    static final Comparator<TargetEntry> BY_TARGET = comparing(TargetEntry::target);

    public TargetEntry {
        notApplied = List.copyOf(notApplied);
        waiting = List.copyOf(waiting);
        failures = List.copyOf(failures);
    }
}
