// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.operator;

import dev.weft.runtime.status.Condition;
import dev.weft.runtime.status.ConditionStatus;

/**
 * How far networking is in leaving a cluster whose registration ends.
 *
 * @param left how many objects of this plane are there
 * @param isRead whether that is known for sure
 */
record Departure(int left, boolean isRead) {

    /** As the condition {@code Programmed}. */
    Condition condition() {
        if (!isRead) {
            return new Condition(
                    "Programmed",
                    ConditionStatus.UNKNOWN,
                    "Deregistering",
                    "the cluster is being deregistered, and not all of it can be read: what this plane wrote there stays");
        }
        return left == 0
                ? new Condition(
                        "Programmed",
                        ConditionStatus.TRUE,
                        "Deregistered",
                        "nothing that this plane wrote is left there")
                : new Condition(
                        "Programmed",
                        ConditionStatus.FALSE,
                        "Deregistering",
                        "the cluster is being deregistered: objects of this plane are removed");
    }
}
