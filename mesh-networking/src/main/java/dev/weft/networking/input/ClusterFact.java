// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A registered cluster.
 *
 * @param domain cluster domain
 * @param knowledge what is known of its kinds
 * @param served served apiVersion by kind, for output kinds whose CRD was seen; others are assumed to be served in the newest version
 */
public record ClusterFact(
        String name, ClusterDomain domain, ClusterKnowledge knowledge, SortedMap<GroupKind, String> served) {

    public ClusterFact {
        served = Collections.unmodifiableSortedMap(new TreeMap<>(served));
    }

    /** The name by which clients inside the cluster call a Service. */
    public String localFqdn(String service, String namespace) {
        return service + "." + namespace + ".svc." + domain.name();
    }
}
