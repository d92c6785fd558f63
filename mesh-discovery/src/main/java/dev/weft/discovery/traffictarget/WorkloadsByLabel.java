// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.traffictarget;

import dev.weft.discovery.detect.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Workloads of a namespace by each of their pod labels, so that a selector looks at few of them. */
final class WorkloadsByLabel {

    private record Pair(String key, String value) {}

    private final Map<Pair, List<BackingWorkload>> byPair = new HashMap<>();

    WorkloadsByLabel(List<BackingWorkload> workloads) {
        for (BackingWorkload workload : workloads) {
            workload.podLabels()
                    .forEach((key, value) -> byPair.computeIfAbsent(new Pair(key, value), absent -> new ArrayList<>())
                            .add(workload));
        }
    }

    /** In the order of the workloads; an empty selector selects none. */
    List<BackingWorkload> selectedBy(SortedMap<String, String> selector) {
        List<BackingWorkload> fewest = null;
        for (Map.Entry<String, String> pair : selector.entrySet()) {
            List<BackingWorkload> having = byPair.getOrDefault(new Pair(pair.getKey(), pair.getValue()), List.of());
            if (fewest == null || having.size() < fewest.size()) {
                fewest = having;
            }
        }
        return fewest == null
                ? List.of()
                : fewest.stream()
                        .filter(workload -> Labels.contain(workload.podLabels(), selector))
                        .toList();
    }
}
