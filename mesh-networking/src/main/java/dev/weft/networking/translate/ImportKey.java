// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate;

import static java.util.Comparator.comparing;

import dev.weft.runtime.ref.ShardId;
import java.util.Comparator;

/**
 * What is computed together for services that are called from another cluster.
 *
 * @param place where it is written: the installation namespace of the mesh of the callers
 * @param services cluster and namespace of the services
 */
public record ImportKey(ShardId place, ShardId services) implements Comparable<ImportKey> {

    private static final Comparator<ImportKey> ORDER =
            comparing(ImportKey::place).thenComparing(ImportKey::services);

    @Override
    public int compareTo(ImportKey other) {
        return ORDER.compare(this, other);
    }
}
