// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.input;

import static java.util.Comparator.comparing;

import java.util.Comparator;
import java.util.List;

/**
 * Endpoints of a Service that share ports: an EndpointSlice, or one subset of an Endpoints object.
 *
 * @param service name of the Service
 * @param source name of the object it comes from
 * @param index position of the subset in an Endpoints object, 0 for a slice
 * @param fromSlice whether it is an EndpointSlice
 * @param family {@code addressType} of a slice, empty for a subset
 * @param addresses ready ones only
 * @param ports may be empty
 */
public record EndpointGroup(
        String service,
        String source,
        int index,
        boolean fromSlice,
        String family,
        List<Address> addresses,
        List<Port> ports) {

    /**
     * The object that endpoints come from: an EndpointSlice or an Endpoints object. Slices are last.
     *
     * @param name of the object
     */
    public record Source(boolean isSlice, String name) implements Comparable<Source> {

        private static final Comparator<Source> ORDER =
                comparing(Source::isSlice).thenComparing(Source::name);

        @Override
        public int compareTo(Source other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * A ready address.
     *
     * @param pod name of the pod behind it, empty when none is named
     * @param podNamespace empty when none is named
     */
    public record Address(String ip, String pod, String podNamespace) {}

    /** A port of the endpoints (not of the Service). */
    public record Port(int port, String name, String protocol, String appProtocol) {}

    public EndpointGroup {
        addresses = List.copyOf(addresses);
        ports = List.copyOf(ports);
    }
}
