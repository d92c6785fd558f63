// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What comes of a plan.
 *
 * @param outputs ordered by id
 * @param blocked outputs that are not written because a name is taken, one sentence each
 */
public record Drawn(List<Rendered> outputs, SortedMap<ObjectId, String> blocked) {
    public Drawn {
        outputs = List.copyOf(outputs);
        blocked = Collections.unmodifiableSortedMap(new TreeMap<>(blocked));
    }
}
