// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import java.time.Duration;

/**
 * A moment after which nobody waits.
 *
 * @param nanoTime on the clock of {@link System#nanoTime}
 */
record Deadline(long nanoTime) {

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Nanoseconds that remain; 0 when none do. */
    long left() {
        return Math.max(0, nanoTime - System.nanoTime());
    }
}
