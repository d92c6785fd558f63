// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import java.util.List;

/** What is known of the identities of a cluster. */
public sealed interface TrustDomain {

    /**
     * They carry this trust domain.
     *
     * @param sharedWith other clusters whose identities carry the same one, ordered
     */
    record Known(String name, List<String> sharedWith) implements TrustDomain {
        public Known {
            sharedWith = List.copyOf(sharedWith);
        }
    }

    /** No Istio mesh runs there. */
    record None() implements TrustDomain {}

    /** The cluster could not be read. */
    record Unreadable(String reason) implements TrustDomain {}

    TrustDomain NONE = new None();
}
