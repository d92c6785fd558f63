// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.snapshot;

import java.util.List;

/**
 * What was read of a registered cluster.
 *
 * @param objects ordered by id
 */
public record RawCluster(String name, List<RawObject> objects, ClusterKnowledge knowledge) {

    public RawCluster {
        objects = List.copyOf(objects);
    }
}
