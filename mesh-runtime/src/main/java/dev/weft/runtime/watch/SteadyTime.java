// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The time of day that never goes back and never jumps: that of the start plus what has passed since. */
public final class SteadyTime implements InstantSource {

    private final Instant start = Instant.now();
    private final long nanos = System.nanoTime();

    @Override
    public Instant instant() {
        return start.plus(Duration.ofNanos(System.nanoTime() - nanos));
    }
}
