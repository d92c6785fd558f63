// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.networking.rules.HostPatterns;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an existing Gateway passes through by the name in the TLS handshake (AUTO_PASSTHROUGH). Two Gateways that pass one name through on
 * one port make Envoy refuse the whole listener (lab.md 3).
 *
 * @param selector labels of the gateway pods that it configures; empty for all
 * @param servers ports and hosts, at least one
 */
public record Passthrough(SortedMap<String, String> selector, List<Server> servers) {

    /** @param hosts without namespace; each may begin with {@code *} */
    public record Server(int port, List<String> hosts) {
        public Server {
            hosts = List.copyOf(hosts);
        }
    }

    public Passthrough {
        selector = Collections.unmodifiableSortedMap(new TreeMap<>(selector));
        servers = List.copyOf(servers);
    }

    /**
     * Whether it may configure pods that carry {@code labels}, and perhaps more: nothing that both name differs, and they have something in
     * common. One that has nothing in common with a gateway most likely means another.
     */
    public boolean mayConfigure(Map<String, String> labels) {
        boolean isContradicted = selector.entrySet().stream()
                .anyMatch(wanted -> !wanted.getValue().equals(labels.getOrDefault(wanted.getKey(), wanted.getValue())));
        return !isContradicted
                && (selector.isEmpty() || selector.keySet().stream().anyMatch(labels::containsKey));
    }

    /** Whether it passes {@code host} through on one of the ports by which a gateway is known. */
    public boolean covers(String host, List<Integer> ports) {
        return servers.stream()
                .filter(server -> ports.contains(server.port()))
                .flatMap(server -> server.hosts().stream())
                .anyMatch(pattern -> HostPatterns.covers(pattern, host));
    }
}
