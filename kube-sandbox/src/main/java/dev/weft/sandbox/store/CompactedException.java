// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.store;

/** History before a revision is gone. */
public final class CompactedException extends RuntimeException {
    private final long oldest;

    CompactedException(long oldest) {
        super("compacted up to revision " + oldest, null, false, false);
        this.oldest = oldest;
    }

    /** The last revision that was forgotten. */
    public long oldest() {
        return oldest;
    }
}
