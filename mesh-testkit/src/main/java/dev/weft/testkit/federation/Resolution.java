// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit.federation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** What becomes of a request. */
public sealed interface Resolution {

    /**
     * It is answered, wherever chance sends it.
     *
     * @param arrivals in the order of routes and endpoints; their shares make 100
     * @param mirrors what becomes of each copy
     * @param retries of the route, empty when it says nothing about them
     * @param remarks sentences about what works, but is worth knowing
     */
    record Reached(List<Arrival> arrivals, List<Resolution> mirrors, Optional<Retries> retries, List<String> remarks)
            implements Resolution {

        public Reached {
            arrivals = List.copyOf(arrivals);
            mirrors = List.copyOf(mirrors);
            remarks = List.copyOf(remarks);
        }
    }

    /** Some or all of such requests fail. */
    record Failed(Reason reason, String sentence) implements Resolution {}

    /**
     * Pods that get a part of the requests.
     *
     * @param share percent of all requests
     * @param tier of the endpoints they were reached by: 0 unless those before it do not answer
     * @param at who chose the pods
     * @param pods {@code NAMESPACE/NAME}
     * @param identities of the certificates that they show
     * @param sni that the client sent; empty when it sent plain text
     */
    record Arrival(
            double share, int tier, Place at, SortedSet<String> pods, SortedSet<String> identities, String sni) {}

    /**
     * What chose the pods.
     *
     * @param service name of the Service, or host of the ServiceEntry
     * @param subset labels that the pods have besides
     */
    record Place(String cluster, String namespace, String service, Map<String, String> subset) {}

    /** Retries of a route; no attempts when it forbids them. */
    record Retries(int attempts, boolean otherLocalities) {}
}
