// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.ref;

import static java.util.Comparator.comparing;

import java.util.Comparator;

/**
 * A namespace of a cluster: the unit in which the snapshot is replaced and derivations are reused.
 *
 * @param cluster registered cluster name, or {@link ObjectId#MANAGEMENT}
 */
public record ShardId(String cluster, String namespace) implements Comparable<ShardId> {

    private static final Comparator<ShardId> ORDER = comparing(ShardId::cluster).thenComparing(ShardId::namespace);

    @Override
    public int compareTo(ShardId other) {
        return ORDER.compare(this, other);
    }
}
