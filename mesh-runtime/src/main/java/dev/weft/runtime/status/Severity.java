// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.status;

/** How bad a finding is. Only errors make an input INVALID or FAILED; warnings never change an exit code. */
public enum Severity {
    ERROR,
    WARNING,
    INFO;

    /** The lower-case form of the wire. */
    public String wire() {
        return switch (this) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "info";
        };
    }
}
