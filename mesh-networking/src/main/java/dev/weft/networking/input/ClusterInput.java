// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.RawObject;
import java.util.List;

/** What was read of a registered cluster. */
public record ClusterInput(List<RawObject> objects, ClusterKnowledge knowledge) {

    public ClusterInput {
        objects = List.copyOf(objects);
    }
}
