// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import java.time.Duration;

/**
 * How long to wait before trying again: doubling, with jitter, so that many who failed together do not come back together.
 *
 * @param first after the first failure
 * @param most however many there were
 */
public record Backoff(Duration first, Duration most) {

    /** 0.2 s, doubling to 30 s. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));

    private static final int MOST_DOUBLINGS = 30;

    /**
     * With jitter.
     *
     * @param failures in a row, at least 1
     * @param chance in [0, 1); the pause is between half of the full one and all of it
     */
    public Duration after(int failures, double chance) {
        long full = after(failures).toMillis();
        return Duration.ofMillis(full / 2 + (long) (full / 2.0 * chance));
    }

    /**
     * The full pause.
     *
     * @param failures in a row, at least 1
     */
    public Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        return doubled <= 0 || doubled > most.toMillis() ? most : Duration.ofMillis(doubled);
    }
}
