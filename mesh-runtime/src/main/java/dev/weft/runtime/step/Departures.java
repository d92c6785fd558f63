// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import dev.weft.runtime.step.Marks.Standing;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Follows which clusters are being deregistered, from their Secrets and their KubernetesClusters. One thread at a time. */
public final class Departures {

    private final Map<String, Marks> marks = new HashMap<>();
    private final Map<String, String> objects = new HashMap<>();
    private final SortedMap<String, Standing> others = new TreeMap<>();

    /** The cluster has a Secret that says this. */
    public boolean know(String cluster, Marks now) {
        marks.put(cluster, now);
        return changed(cluster);
    }

    /** The cluster has no Secret. */
    public boolean forget(String cluster) {
        marks.remove(cluster);
        return changed(cluster);
    }

    /** There is a KubernetesCluster of that name. */
    public boolean put(String cluster, String uid) {
        objects.put(cluster, uid);
        return changed(cluster);
    }

    /** There is none. */
    public boolean gone(String cluster) {
        objects.remove(cluster);
        return changed(cluster);
    }

    private boolean changed(String cluster) {
        Standing now = marks.getOrDefault(cluster, Marks.NONE).standing(objects.getOrDefault(cluster, ""));
        Standing before = now == Standing.REGISTERED ? others.remove(cluster) : others.put(cluster, now);
        return (before == null ? Standing.REGISTERED : before) != now;
    }

    /** Those that are not worked with as usual, and why. */
    public SortedMap<String, Standing> others() {
        return Collections.unmodifiableSortedMap(others);
    }

    public boolean isLeaving(String cluster) {
        return others.get(cluster) == Standing.LEAVING;
    }
}
