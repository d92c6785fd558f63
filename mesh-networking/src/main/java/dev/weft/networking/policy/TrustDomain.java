// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is known of the identities of a cluster. */
public sealed interface TrustDomain {

    /**
     * They carry one of these trust domains: one of each Istio mesh of the cluster, almost always a single one.
     *
     * @param sharedWith by trust domain the other clusters whose identities carry it too, ordered
     */
    record Known(SortedMap<String, List<String>> sharedWith) implements TrustDomain {
        public Known {
            sharedWith = Collections.unmodifiableSortedMap(new TreeMap<>(sharedWith));
        }

        /** The trust domains, ordered. */
        public List<String> names() {
            return List.copyOf(sharedWith.keySet());
        }
    }

    /** No Istio mesh runs there. */
    record None() implements TrustDomain {}

    /** The cluster could not be read. */
    record Unreadable(String reason) implements TrustDomain {}

    TrustDomain NONE = new None();
}
