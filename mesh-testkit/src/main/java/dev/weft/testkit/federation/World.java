// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Clusters with different names, each with all there is in it. */
public record World(List<Cluster> clusters) {

    public World {
        clusters = List.copyOf(clusters);
        Set<String> names = new HashSet<>();
        Set<Address> addresses = new HashSet<>();
        for (Cluster cluster : clusters) {
            require(names.add(cluster.name()), "two clusters " + cluster.name());
            for (GatewayProxy gateway : cluster.gateways()) {
                gateway.addresses().forEach(address -> require(addresses.add(address), "two gateways at " + address));
            }
        }
    }

    /** A world of these clusters. */
    public static World of(Cluster... clusters) {
        return new World(List.of(clusters));
    }

    private static void require(boolean fine, String otherwise) {
        if (!fine) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
