// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import java.util.List;

/**
 * A Node.
 *
 * @param kindNode whether it is a container of Kubernetes-in-Docker, whose internal addresses are the ones to dial
 * @param addresses in their order
 */
public record NodeFact(String name, boolean kindNode, List<Address> addresses) {

    /** An address and its type, for example {@code ExternalIP}. */
    public record Address(String type, String address) {}

    public NodeFact {
        addresses = List.copyOf(addresses);
    }
}
