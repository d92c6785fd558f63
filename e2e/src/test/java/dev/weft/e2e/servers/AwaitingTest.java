// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AwaitingTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    void whatIsSoOnceByChanceIsNotSteady() throws Exception {
        Iterator<Boolean> looks = List.of(true, true, false, true, true, true).iterator();
        Awaiting.steadily(
                "three times running",
                Duration.ofSeconds(10),
                3,
                () -> looks.next() ? Optional.empty() : Optional.of("not so"));
        assertThat(looks).isExhausted();
    }

    @Test
    void aLookThatFailsIsNotYet() throws Exception {
        Iterator<Boolean> looks = List.of(false, true).iterator();
        Awaiting.until("an answer", Duration.ofSeconds(10), () -> {
            if (!looks.next()) {
                throw new IOException("connection refused");
            }
            return Optional.empty();
        });
        assertThat(looks).isExhausted();
    }

    @Test
    void theEndOfTheTimeTellsWhatIsThereInstead() {
        assertThatThrownBy(() -> Awaiting.until("the answer is 200", SHORT, () -> Optional.of("it is 503")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the answer is 200")
                .hasMessageContaining("it is 503");
    }

    @Test
    void aFailedAssertionOfALookEndsTheWait() {
        assertThatThrownBy(() -> Awaiting.until("a process answers", Duration.ofSeconds(10), () -> {
                    throw new AssertionError("it has ended");
                }))
                .hasMessage("it has ended");
    }
}
