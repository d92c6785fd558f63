// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.Map;

/**
 * A pod with a sidecar that asks.
 *
 * @param locality {@code REGION/ZONE/SUBZONE}; empty where nodes say nothing about it
 */
public record Client(String cluster, String namespace, Map<String, String> labels, String locality) {

    public Client {
        labels = Map.copyOf(labels);
    }

    /** A client of no locality. */
    public static Client of(String cluster, String namespace, Map<String, String> labels) {
        return new Client(cluster, namespace, labels, "");
    }
}
