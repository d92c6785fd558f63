// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import java.time.Duration;
import java.time.Instant;

/**
 * How long news are gathered before a pass.
 *
 * @param quiet nothing more has come for so long
 * @param most or the first has waited for so long
 */
public record Debounce(Duration quiet, Duration most) {

    /** 25 ms, and 250 ms under churn. */
    public static final Debounce DEFAULT = new Debounce(Duration.ofMillis(25), Duration.ofMillis(250));

    /** When to pass because of what waits. */
    Instant due(Inbox.Waiting waiting) {
        if (waiting.full()) {
            return waiting.first();
        }
        Instant calm = waiting.last().plus(quiet);
        Instant latest = waiting.first().plus(most);
        return calm.isBefore(latest) ? calm : latest;
    }
}
