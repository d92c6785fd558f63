// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.ref;

import static java.util.Comparator.comparing;

import java.util.Comparator;

/**
 * A Service, controller or service account of a registered cluster. Ordered by cluster, namespace, name.
 *
 * @param cluster registered cluster name
 */
public record DestinationRef(String cluster, String namespace, String name) implements Comparable<DestinationRef> {

    private static final Comparator<DestinationRef> ORDER = comparing(DestinationRef::cluster)
            .thenComparing(DestinationRef::namespace)
            .thenComparing(DestinationRef::name);

    /** {@code name.namespace.cluster}: the key form used in messages and name hashes. */
    public String key() {
        return name + "." + namespace + "." + cluster;
    }

    /** The shard that holds it. */
    public ShardId shard() {
        return new ShardId(cluster, namespace);
    }

    @Override
    public int compareTo(DestinationRef other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return key();
    }
}
