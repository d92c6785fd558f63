// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.input.FailoverHost;
import dev.weft.runtime.ref.DestinationRef;
import dev.weft.runtime.ref.Ref;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a TrafficPolicy that sends to a FailoverService may know of it.
 *
 * @param host name and port by which it is called
 * @param why why it is not accepted; empty when it is
 * @param meshes from whose workloads it can be called
 * @param clusters those of {@code meshes}
 * @param backings services that answer, in order of preference
 * @param alike whether all of them have one name, namespace and port, so that a subset of one is a subset of all
 */
public record FailoverOffer(
        FailoverHost host,
        Standing standing,
        String why,
        SortedSet<Ref> meshes,
        SortedSet<String> clusters,
        List<DestinationRef> backings,
        boolean alike) {

    /** Whether it can be sent to. */
    public enum Standing {
        ACCEPTED,
        REFUSED,
        /** Nobody can tell, because something could not be read. */
        UNDECIDED
    }

    public FailoverOffer {
        meshes = Collections.unmodifiableSortedSet(new TreeSet<>(meshes));
        clusters = Collections.unmodifiableSortedSet(new TreeSet<>(clusters));
        backings = List.copyOf(backings);
    }

    /** The same once it is decided. */
    public FailoverOffer as(FailoverDecision decision) {
        Standing now = switch (decision.premise()) {
            case Premise.Broken broken -> Standing.REFUSED;
            case Premise.Unresolved unresolved -> Standing.UNDECIDED;
            case Premise.Sound sound -> decision.isAccepted() ? Standing.ACCEPTED : Standing.REFUSED;
        };
        return new FailoverOffer(host, now, decision.why(), meshes, clusters, backings, alike);
    }
}
