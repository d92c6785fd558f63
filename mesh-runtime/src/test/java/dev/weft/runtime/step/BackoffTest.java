// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BackoffTest {

    @Test
    void doublesAndStopsAtTheMost() {
        assertThat(Backoff.DEFAULT.after(1, 1)).isEqualTo(Duration.ofMillis(200));
        assertThat(Backoff.DEFAULT.after(2, 1)).isEqualTo(Duration.ofMillis(400));
        assertThat(Backoff.DEFAULT.after(8, 1)).isEqualTo(Duration.ofMillis(25_600));
        assertThat(Backoff.DEFAULT.after(9, 1)).isEqualTo(Duration.ofSeconds(30));
        assertThat(Backoff.DEFAULT.after(1_000_000, 1)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void theJitterTakesUpToHalfOfItAway() {
        assertThat(Backoff.DEFAULT.after(1, 0)).isEqualTo(Duration.ofMillis(100));
        assertThat(Backoff.DEFAULT.after(1, 0.5)).isEqualTo(Duration.ofMillis(150));
    }

    @Test
    void neverTurnsNegativeHoweverLongThePauses() {
        Backoff days = new Backoff(Duration.ofDays(1), Duration.ofDays(365));
        for (int failures = 1; failures < 100; failures++) {
            assertThat(days.after(failures, 0)).isBetween(Duration.ofHours(12), Duration.ofDays(365));
        }
    }
}
