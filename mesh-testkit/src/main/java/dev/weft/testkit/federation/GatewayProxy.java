// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.Map;
import java.util.Set;

/**
 * The pods of a gateway, which are all alike, and one port that they listen on.
 *
 * @param port of the pods
 * @param targetPorts ports of the gateway's Service with those of the pods that they lead to: Gateways may name either
 * @param addresses that lead to the port from everywhere
 */
public record GatewayProxy(
        String namespace,
        Map<String, String> labels,
        int port,
        Map<Integer, Integer> targetPorts,
        Set<Address> addresses) {

    public GatewayProxy {
        labels = Map.copyOf(labels);
        targetPorts = Map.copyOf(targetPorts);
        addresses = Set.copyOf(addresses);
    }

    /** A gateway whose Service has the ports of its pods. */
    public static GatewayProxy of(String namespace, Map<String, String> labels, int port, Address... addresses) {
        return new GatewayProxy(namespace, labels, port, Map.of(), Set.of(addresses));
    }

    /** Whether a Gateway with that server port opens this port (resolvePorts). */
    boolean listensFor(int serverPort) {
        return targetPorts.getOrDefault(serverPort, serverPort) == port;
    }
}
