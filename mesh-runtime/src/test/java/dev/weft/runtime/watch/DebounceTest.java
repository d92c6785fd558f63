// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DebounceTest {

    private static final Instant START = FakeTime.START;

    @Test
    void waitsUntilItIsQuiet() {
        assertThat(due(0, 0, false)).isEqualTo(START.plusMillis(25));
        assertThat(due(0, 100, false)).isEqualTo(START.plusMillis(125));
    }

    @Test
    void churnIsNotWaitedForLongerThanTheMost() {
        assertThat(due(0, 240, false)).isEqualTo(START.plusMillis(250));
        assertThat(due(0, 10_000, false)).isEqualTo(START.plusMillis(250));
    }

    @Test
    void aFullInboxIsNotWaitedFor() {
        assertThat(due(0, 3, true)).isEqualTo(START);
    }

    private static Instant due(long first, long last, boolean full) {
        return Debounce.DEFAULT.due(new Inbox.Waiting(START.plusMillis(first), START.plusMillis(last), full));
    }
}
