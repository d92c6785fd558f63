// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.traffictarget;

import dev.weft.api.discovery.TrafficTargetSpec.KubeService.Subset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The subsets that a Service can be split into: labels in which the workloads behind it differ. */
final class Subsets {

    /** Labels that differ with each rollout. */
    private static final Set<String> IGNORED = Set.of("pod-template-hash", "service.istio.io/canonical-revision");

    private Subsets() {}

    /** Label keys with at least two values among the workloads, values sorted. */
    static Map<String, Subset> of(List<BackingWorkload> workloads) {
        SortedMap<String, SortedSet<String>> values = new TreeMap<>();
        for (BackingWorkload workload : workloads) {
            workload.podLabels().forEach((key, value) -> {
                if (!IGNORED.contains(key)) {
                    values.computeIfAbsent(key, absent -> new TreeSet<>()).add(value);
                }
            });
        }
        SortedMap<String, Subset> subsets = new TreeMap<>();
        values.forEach((key, different) -> {
            if (different.size() > 1) {
                subsets.put(key, new Subset(new ArrayList<>(different)));
            }
        });
        return subsets;
    }
}
