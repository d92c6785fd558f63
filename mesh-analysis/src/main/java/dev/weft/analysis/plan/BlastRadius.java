// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How far a change reaches.
 *
 * @param clusters on which something would be written or deleted
 * @param namespaces of those objects, as {@code CLUSTER/NAMESPACE}
 * @param targets services whose configuration would be another one, as {@code NAMESPACE/NAME} of the TrafficTarget
 * @param objects that would be written or deleted
 * @param total objects that are wanted now, on all clusters
 */
public record BlastRadius(
        SortedSet<String> clusters, SortedSet<String> namespaces, SortedSet<String> targets, int objects, int total) {

    public BlastRadius {
        clusters = Collections.unmodifiableSortedSet(new TreeSet<>(clusters));
        namespaces = Collections.unmodifiableSortedSet(new TreeSet<>(namespaces));
        targets = Collections.unmodifiableSortedSet(new TreeSet<>(targets));
    }

    static BlastRadius of(List<OutputChange> outputs, int total) {
        SortedSet<String> clusters = new TreeSet<>();
        SortedSet<String> namespaces = new TreeSet<>();
        SortedSet<String> targets = new TreeSet<>();
        int objects = 0;
        for (OutputChange output : outputs) {
            if (output.kind() != OutputChange.Kind.KEPT) {
                objects++;
                clusters.add(output.id().cluster());
                namespaces.add(output.id().cluster() + "/" + output.id().namespace());
                targets.addAll(output.targets());
            }
        }
        return new BlastRadius(clusters, namespaces, targets, objects, total);
    }
}
