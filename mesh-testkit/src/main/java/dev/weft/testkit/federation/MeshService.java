// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.List;
import java.util.SortedSet;

/**
 * A host that Istio of a cluster knows, from a Service or a ServiceEntry (model.Service).
 *
 * @param name of the Service, or the host again
 * @param visibility with the namespace it is in
 */
record MeshService(String host, String name, Visibility visibility, List<Port> ports, Backing backing) {

    /** @param targetPort of endpoints that say nothing else */
    record Port(int number, String name, Protocol protocol, int targetPort) {}

    /**
     * What is behind a host.
     *
     * @param endpoints of pods only those that are ready
     * @param identities that clients expect unless a DestinationRule says others; none for any
     * @param addresses that the host has
     */
    record Backing(List<Endpoint> endpoints, SortedSet<String> identities, List<String> addresses, Traits traits) {}

    /**
     * @param entry whether it comes from a ServiceEntry
     * @param external whether it is outside of the mesh
     * @param onlyIps whether endpoints may have no hostnames
     */
    record Traits(boolean entry, boolean external, boolean onlyIps) {}

    String namespace() {
        return visibility.namespace();
    }

    Step<Port> port(int number) {
        for (Port port : ports) {
            if (port.number() == number) {
                return port.protocol() == Protocol.UDP
                        ? Step.ended(Reason.UDP_PORT, "port " + number + " of " + host + " is UDP")
                        : Step.found(port);
            }
        }
        return Step.ended(Reason.NO_SUCH_PORT, host + " has no port " + number);
    }

    boolean isEntry() {
        return backing.traits().entry();
    }
}
