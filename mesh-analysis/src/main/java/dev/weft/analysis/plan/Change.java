// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.List;

/**
 * Objects of the management cluster as somebody wants them.
 *
 * @param put as {@code kubectl apply} would take them, one for each id
 * @param gone to be deleted; none of them is in {@code put}
 */
public record Change(List<RawObject> put, List<ObjectId> gone) {
    public Change {
        put = List.copyOf(put);
        gone = List.copyOf(gone);
    }
}
