// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import dev.weft.networking.policy.FailoverDecision;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What became of one FailoverService everywhere.
 *
 * @param order by mesh its place among the FailoverServices that are in effect there, from 0; empty when it is not in effect
 * @param failures outputs of it that cannot be written, one sentence each, ordered
 * @param findings what is to be said of it as a whole
 */
public record FailoverReport(
        FailoverDecision decision, SortedMap<Ref, Integer> order, List<String> failures, List<Finding> findings) {
    public FailoverReport {
        order = Collections.unmodifiableSortedMap(new TreeMap<>(order));
        failures = List.copyOf(failures);
        findings = List.copyOf(findings);
    }
}
