// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

/** What a destination of a route means where the client is. */
final class Destinations {

    private Destinations() {}

    /** The port that is said, the only one, or that of the request (GetDestinationCluster); hosts are taken as written. */
    static Step<OutboundCluster> find(
            ClusterView from, String namespace, VirtualServices.Target target, int requestPort) {
        return from.registry()
                .exactly(target.host(), namespace)
                .then(service -> service.port(target.port()
                                .orElse(
                                        service.ports().size() == 1
                                                ? service.ports().getFirst().number()
                                                : requestPort))
                        .then(port -> from.outbound(namespace, service, port, target.subset())));
    }
}
