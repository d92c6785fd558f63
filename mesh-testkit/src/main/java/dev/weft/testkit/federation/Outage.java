// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.Set;

/**
 * What does not answer.
 *
 * @param clusters whose gateways and pods are all dead; a client in one of them still asks
 * @param pods {@code CLUSTER/NAMESPACE/NAME}
 */
public record Outage(Set<String> clusters, Set<String> pods) {

    /** Everything answers. */
    public static final Outage NONE = new Outage(Set.of(), Set.of());

    public Outage {
        clusters = Set.copyOf(clusters);
        pods = Set.copyOf(pods);
    }

    /** These clusters are dead. */
    public static Outage of(String... clusters) {
        return new Outage(Set.of(clusters), Set.of());
    }

    boolean kills(String cluster, Pod pod) {
        return clusters.contains(cluster) || pods.contains(cluster + "/" + pod.name());
    }
}
