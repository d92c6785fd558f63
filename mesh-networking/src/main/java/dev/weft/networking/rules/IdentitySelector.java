// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import dev.weft.runtime.ref.DestinationRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One alternative of an AccessPolicy's sources: identities by cluster and namespace (ANDed), named service accounts, or both (ORed).
 * Without any of them it means anyone.
 *
 * @param clusters in the order written
 * @param namespaces in the order written
 * @param accounts service accounts, in the order written
 */
public record IdentitySelector(List<String> clusters, List<String> namespaces, List<DestinationRef> accounts) {

    public IdentitySelector {
        clusters = List.copyOf(clusters);
        namespaces = List.copyOf(namespaces);
        accounts = List.copyOf(accounts);
    }

    /** The clusters named, in the order written: by the matcher, then by accounts. */
    public Set<String> namedClusters() {
        Set<String> named = new LinkedHashSet<>(clusters);
        accounts.forEach(account -> named.add(account.cluster()));
        return named;
    }

    /** Whether every identity is meant: an element without any restriction. */
    public boolean isAnyone() {
        return clusters.isEmpty() && namespaces.isEmpty() && accounts.isEmpty();
    }

    /** Whether a workload of this controller running as {@code serviceAccount} has such an identity. */
    public boolean selects(DestinationRef controller, String serviceAccount) {
        if (isAnyone()) {
            return true;
        }
        boolean matched = !(clusters.isEmpty() && namespaces.isEmpty())
                && (namespaces.isEmpty() || namespaces.contains(controller.namespace()))
                && (clusters.isEmpty() || clusters.contains(controller.cluster()));
        return matched
                || accounts.contains(new DestinationRef(controller.cluster(), controller.namespace(), serviceAccount));
    }
}
