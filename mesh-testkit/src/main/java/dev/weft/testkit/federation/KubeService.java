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
     * @param target where the pods listen
     */
    public record Port(int number, String name, Optional<String> appProtocol, boolean udp, int target) {

        /** A port over TCP whose name tells the protocol, and at which the pods listen too. */
        public static Port of(int number, String name) {
            return new Port(number, name, Optional.empty(), false, number);
        }

        /** The same with pods that listen elsewhere. */
        public Port leadingTo(int other) {
            return new Port(number, name, appProtocol, udp, other);
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

    boolean leadsTo(int target) {
        return ports.stream().anyMatch(port -> port.target() == target && !port.udp());
    }

    /** Whether something answers at a port of its address, or of its name, which leads straight to pods where it has no address. */
    boolean answersAt(int port) {
        return clusterIp().isEmpty()
                ? leadsTo(port)
                : ports.stream().anyMatch(some -> some.number() == port && !some.udp());
    }
}
