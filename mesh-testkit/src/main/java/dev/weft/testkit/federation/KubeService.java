// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Service of Kubernetes.
 *
 * @param clusterIp empty when it is headless
 * @param selector empty when it selects no pods
 */
public record KubeService(
        String namespace, String name, Optional<String> clusterIp, Map<String, String> selector, List<Port> ports) {

    /**
     * A port of a Service.
     *
     * @param name what stands before its first {@code -} is the protocol, unless {@code appProtocol} says it
     */
    public record Port(int number, String name, Optional<String> appProtocol, boolean udp) {

        /** A port over TCP whose name tells the protocol. */
        public static Port of(int number, String name) {
            return new Port(number, name, Optional.empty(), false);
        }

        Protocol protocol() {
            return udp ? Protocol.UDP : Protocol.of(appProtocol.orElse(name.split("-", 2)[0]));
        }
    }

    public KubeService {
        selector = Map.copyOf(selector);
        ports = List.copyOf(ports);
    }

    boolean selects(Map<String, String> labels) {
        return !selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet());
    }

    boolean hasPort(int number) {
        return ports.stream().anyMatch(port -> port.number() == number && !port.udp());
    }
}
