// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import dev.weft.runtime.ref.ObjectId;

/**
 * A policy whose state would be another one.
 *
 * @param before {@code status.state}; empty when the policy is new
 * @param after empty when the policy is deleted
 * @param reason what the plane would say of it
 */
public record StateChange(ObjectId id, String before, String after, String reason) {

    /** Whether it would be in effect and is not, or the other way round. */
    public boolean flips() {
        return !before.isEmpty() && !after.isEmpty();
    }
}
