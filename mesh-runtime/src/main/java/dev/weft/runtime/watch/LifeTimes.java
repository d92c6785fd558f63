// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import java.time.Duration;

/**
 * When a cluster counts as alive (house rule 3.7).
 *
 * @param probe how long without any answer until one is asked for
 * @param silence how long without any answer until what is known of the cluster is stale
 * @param back how long it must have answered again until it is alive
 */
public record LifeTimes(Duration probe, Duration silence, Duration back) {

    public static final LifeTimes DEFAULT =
            new LifeTimes(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(10));
}
