// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes when a test says so. */
final class FakeTime implements InstantSource {

    static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

    private Instant now = START;

    @Override
    public synchronized Instant instant() {
        return now;
    }

    synchronized void pass(Duration time) {
        now = now.plus(time);
    }
}
