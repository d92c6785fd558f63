// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.destination;

import dev.weft.networking.input.ServicePort;
import dev.weft.networking.policy.RoutePlan;
import dev.weft.networking.policy.SubsetNames;
import dev.weft.networking.translate.istio.Hosts;
import java.util.List;

/**
 * Everything the VirtualService of a host is made of.
 *
 * @param host by which the callers reach the service
 * @param ports of the service, as far as the callers can use them
 * @param routes in the order in which they were first asked for
 * @param hosts names, as the callers know them, of every destination of the routes
 * @param subsetNames of the services to whose subsets the routes send
 */
public record Routing(
        String host, List<ServicePort> ports, List<RoutePlan> routes, Hosts hosts, SubsetNames subsetNames) {

    public Routing {
        ports = List.copyOf(ports);
        routes = List.copyOf(routes);
    }
}
