// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.smi;

import dev.weft.networking.rules.AccessRules;
import java.util.List;
import java.util.TreeSet;

/**
 * The TCPRoute of an AccessPolicy on a TCP service: the ports it allows. They are ports of the workloads, as {@code allowedPorts} are on
 * Istio: Open Service Mesh compares them with the port that a connection arrives at.
 */
final class TcpRoutes {

    record Spec(Matches matches) {}

    /** @param ports sorted; never empty, which would mean every port */
    record Matches(List<Integer> ports) {}

    private TcpRoutes() {}

    static Spec spec(AccessRules rules) {
        return new Spec(new Matches(List.copyOf(new TreeSet<>(rules.ports()))));
    }
}
