// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

/** What is known of the identities of a cluster. */
public sealed interface TrustDomain {

    /** They carry this trust domain. */
    record Known(String name) implements TrustDomain {}

    /** No Istio mesh runs there. */
    record None() implements TrustDomain {}

    /** The cluster could not be read. */
    record Unreadable(String reason) implements TrustDomain {}

    TrustDomain NONE = new None();
}
