// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.ServicePort;
import java.util.List;
import java.util.Optional;

/** At which of its ports a service answers for a FailoverService (BUG-46): at the one of the same number, or else at its only one. */
public final class BackingPort {

    private BackingPort() {}

    /**
     * @param ports of the service
     * @param number at which the FailoverService is called
     */
    public static Optional<ServicePort> of(List<ServicePort> ports, int number) {
        List<ServicePort> usable = ports.stream().filter(BackingPort::isTcp).toList();
        return usable.stream()
                .filter(port -> port.number() == number)
                .findFirst()
                .or(() -> usable.size() == 1 ? Optional.of(usable.getFirst()) : Optional.empty());
    }

    /** Proxies and gateways carry nothing else (G12). */
    private static boolean isTcp(ServicePort port) {
        return port.protocol().isEmpty() || port.protocol().equalsIgnoreCase("TCP");
    }
}
