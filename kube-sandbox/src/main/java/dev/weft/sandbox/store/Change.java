// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.store;

import org.jspecify.annotations.Nullable;

/**
 * One step of history.
 *
 * @param before the object before, null when it was created
 * @param after the object after; of a deletion the last state, at the revision of the deletion
 */
public record Change(@Nullable Stored before, Stored after, boolean deleted) {

    public long revision() {
        return after.revision();
    }
}
