// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis;

import dev.weft.discovery.input.SourceFields;
import dev.weft.networking.input.ReadFields;
import dev.weft.runtime.snapshot.RawObject;
import java.util.Optional;

/**
 * Reduces objects to the fields that rendering reads, so that a snapshot may leave the plane and still renders to the same. What is left
 * may hold secrets where users put them into names, labels or policies; those are masked when the snapshot is written.
 */
public final class Redaction {

    private Redaction() {}

    /** The object with the fields that are read; empty for one that is not read. */
    public static Optional<RawObject> of(RawObject object) {
        return SourceFields.of(object)
                .or(() -> ReadFields.of(object))
                .map(body -> new RawObject(object.id(), object.apiVersion(), body, object.origin()));
    }
}
