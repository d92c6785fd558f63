// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import java.util.List;

/**
 * A folder {@code clusters/NAME}.
 *
 * @param objects ordered by id
 */
public record FolderCluster(String name, List<RawObject> objects, ClusterKnowledge knowledge) {

    public FolderCluster {
        objects = List.copyOf(objects);
    }
}
