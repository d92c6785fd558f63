// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import java.io.IOException;

/**
 * Where the proxy of a pod listens.
 *
 * @param own address of the pod, for others
 * @param outbound address for the requests of its own app
 * @param other address of a gateway beside its own, as if a second load balancer were in front of it
 * @param localPort port of {@code localhost} of a gateway, as if there were a third, known by its name; 0 for other pods
 */
record PodAddresses(String own, String outbound, String other, int localPort) {

    static PodAddresses of(Pod.Role role, LabAddresses addresses) throws IOException {
        String own = addresses.next();
        return switch (role) {
            case SERVER, CLIENT, INGRESS -> new PodAddresses(own, own, own, 0);
            case PEER -> new PodAddresses(own, addresses.next(), own, 0);
            case GATEWAY -> new PodAddresses(own, own, addresses.next(), addresses.port());
        };
    }
}
