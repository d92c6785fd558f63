// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.Ref;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Service whose pods run as a gateway that is no way in from other clusters.
 *
 * @param service the Service
 * @param labels of its pods, in its namespace; empty when nobody knows them, and never to be read as "all pods" (G1)
 * @param address where it is reached from outside, empty when nowhere or not known
 * @param ingress whether it is for visitors from outside, and nothing but gateways have its labels
 */
public record OtherGatewayFact(Ref service, SortedMap<String, String> labels, String address, boolean ingress) {

    public OtherGatewayFact {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }
}
