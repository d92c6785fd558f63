// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.leader;

import java.time.Duration;

/**
 * The times of an election. A leader stops to write {@code renewDeadline} after it sent its last successful renewal; others wait {@code
 * lease} after they saw it. The difference is what calls that are on their way have left.
 *
 * @param lease how long a leader that is not seen to renew is left alone; whole seconds
 * @param renewDeadline how long a leader writes without having renewed
 * @param retry between attempts
 */
public record LeaseTimes(Duration lease, Duration renewDeadline, Duration retry) {

    public static final LeaseTimes DEFAULT =
            new LeaseTimes(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

    public LeaseTimes {
        if (renewDeadline.compareTo(lease) >= 0 || retry.compareTo(renewDeadline) >= 0) {
            throw new IllegalArgumentException("it must be that retry < renewDeadline < lease");
        }
    }
}
