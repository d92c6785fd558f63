// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.networking.translate.TrustStanding;
import dev.weft.networking.translate.TrustStanding.Failure;
import dev.weft.networking.translate.VirtualMeshReport;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.PersistentMap;
import dev.weft.runtime.step.Measure;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** Keeps the numbers of the common roots of VirtualMeshes. */
final class TrustMeasures {

    private PersistentMap<Ref, VirtualMeshReport> counted = PersistentMap.empty();
    /** What was in the way of each VirtualMesh with a common root when it was looked at last. */
    private Map<Ref, SortedSet<Failure>> inTheWay = new TreeMap<>();

    private SortedMap<Measure, Double> measures = Collections.emptySortedMap();

    void follow(PersistentMap<Ref, VirtualMeshReport> now) {
        if (now == counted) {
            return;
        }
        counted = now;
        SortedMap<Measure, Double> next = new TreeMap<>();
        Map<Ref, SortedSet<Failure>> nowInTheWay = new TreeMap<>();
        now.forEach((virtualMesh, report) -> report.trust().ifPresent(trust -> {
            nowInTheWay.put(virtualMesh, trust.failures());
            add(virtualMesh, trust, next);
        }));
        inTheWay = nowInTheWay;
        if (!next.equals(measures)) {
            measures = Collections.unmodifiableSortedMap(next);
        }
    }

    private void add(Ref virtualMesh, TrustStanding trust, SortedMap<Measure, Double> next) {
        trust.ends()
                .forEach((authority, end) -> next.merge(
                        Measure.of(TrustMetrics.EXPIRY, authority.cluster(), authority.mesh()),
                        (double) end.getEpochSecond(),
                        // One that two VirtualMeshes take for theirs.
                        Math::min));
        for (String phase : TrustStanding.PHASES) {
            next.put(
                    Measure.of(TrustMetrics.PHASE, virtualMesh.namespace(), virtualMesh.name(), phase),
                    phase.equals(trust.phase()) ? 1.0 : 0.0);
        }
        SortedSet<Failure> before = inTheWay.getOrDefault(virtualMesh, Collections.emptySortedSet());
        for (String reason : TrustStanding.REASONS) {
            Measure failures = Measure.of(TrustMetrics.FAILURES, virtualMesh.namespace(), virtualMesh.name(), reason);
            long begun = trust.failures().stream()
                    .filter(failure -> failure.reason().equals(reason) && !before.contains(failure))
                    .count();
            next.put(failures, measures.getOrDefault(failures, 0.0) + begun);
        }
    }

    /** Immutable; the same instance as long as nothing changes. */
    SortedMap<Measure, Double> measures() {
        return measures;
    }
}
