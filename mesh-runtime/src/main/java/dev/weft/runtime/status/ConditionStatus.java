// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.status;

/** The three answers of a condition. */
public enum ConditionStatus {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown");

    private final String wire;

    ConditionStatus(String wire) {
        this.wire = wire;
    }

    public String wire() {
        return wire;
    }
}
