// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.Ref;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A way into a mesh from other clusters.
 *
 * @param labels of its pods; empty when nobody knows them, and never to be read as "all pods" (G1)
 * @param service its Service, where discovery named it
 * @param addresses at which other clusters reach it, in the order of preference; without duplicates
 * @param containerPort on which its pods listen for TLS, 0 when not known
 * @param lastKnown whether its cluster does not say now how it is reached, and this is what it said last
 */
public record GatewayFact(
        SortedMap<String, String> labels,
        Optional<Ref> service,
        List<Address> addresses,
        int containerPort,
        boolean lastKnown) {

    /**
     * One address.
     *
     * @param host IP address or DNS name
     * @param port 1 to 65535
     */
    public record Address(String host, int port) {}

    public GatewayFact {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        addresses = addresses.stream().distinct().toList();
    }

    /** Where its pods are, in a mesh installed in {@code installation}: discovery names the Service of gateways elsewhere. */
    public String namespace(String installation) {
        return service.map(Ref::namespace).orElse(installation);
    }
}
