// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

/** Counts passes, so that a derivation checks each of its entries at most once a pass. Shared by the derivations of one engine. */
public final class PassNumber {

    private long number = 1;

    /** Starts the next pass: sources may have changed since. */
    public void next() {
        number++;
    }

    long now() {
        return number;
    }
}
