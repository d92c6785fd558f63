// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.step.ClusterView.Contact;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LifeTest {

    private static final Instant START = FakeTime.START;
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final Life beginning = Life.begin(LifeTimes.DEFAULT, START);
    private final Life alive = beginning.answered(START);

    @Test
    void isBeingConnectedToUntilTheFirstAnswer() {
        assertThat(beginning.contact()).isInstanceOf(Contact.Connecting.class);
        assertThat(beginning.probeAt()).isEqualTo(START);
        assertThat(alive.contact()).isEqualTo(new Contact.Alive());
    }

    @Test
    void aConnectionThatFailsIsTriedOnceMoreAndThenTheClusterIsSilent() {
        Life suspected = alive.unanswered(true, "refused");
        assertThat(suspected.contact()).isEqualTo(new Contact.Alive());
        assertThat(suspected.probeAt()).isBefore(START);

        assertThat(suspected.unanswered(true, "refused").contact())
                .isEqualTo(new Contact.Silent("2026-11-26T12:00:00Z", "refused"));
        assertThat(suspected.answered(at(1)).contact()).isEqualTo(new Contact.Alive());
    }

    @Test
    void manyBrokenWatchesAreOneSuspicion() {
        Life suspected = alive.suspected().suspected().suspected();

        assertThat(suspected.contact()).isEqualTo(new Contact.Alive());
        assertThat(suspected.unanswered(true, "reset").contact()).isInstanceOf(Contact.Silent.class);
    }

    @Test
    void aProbeThatTimesOutProvesNothingButTheTimeDoes() {
        Life slow = alive.unanswered(false, "timeout").unanswered(false, "timeout");

        assertThat(slow.at(at(29)).contact()).isEqualTo(new Contact.Alive());
        assertThat(slow.at(at(30)).contact())
                .isEqualTo(new Contact.Silent("2026-11-26T12:00:00Z", "no answer for 30 s"));
    }

    @Test
    void aClusterThatNeverAnsweredIsSilentSinceNeverAndAliveAtOnce() {
        Life silent = beginning.unanswered(true, "refused").unanswered(true, "refused");

        assertThat(silent.contact()).isEqualTo(new Contact.Silent("", "refused"));
        assertThat(silent.answered(at(60)).contact()).isEqualTo(new Contact.Alive());
    }

    @Test
    void isBackAfterTenSecondsOfLifeInWhichNothingFailed() {
        Life silent = alive.unanswered(true, "refused").unanswered(true, "refused");
        Life answering = silent.answered(at(60));

        assertThat(answering.contact()).as("at once").isEqualTo(silent.contact());
        assertThat(answering.answered(at(69)).contact()).isEqualTo(silent.contact());
        assertThat(answering.answered(at(70)).contact()).isEqualTo(new Contact.Alive());
        assertThat(answering.unanswered(false, "timeout").answered(at(70)).contact())
                .isEqualTo(silent.contact());
    }

    @Test
    void asksForASignOfLifeWhenThereIsNoOtherTraffic() {
        assertThat(alive.probeAt()).isEqualTo(at(5));
        assertThat(alive.answered(at(3)).probeAt()).isEqualTo(at(8));
        assertThat(alive.probing(at(5)).unanswered(false, "timeout").probeAt()).isEqualTo(at(10));
    }

    @Test
    void asksASilentClusterAsOftenAndOnceMoreWhenItShouldBeBack() {
        Life silent = alive.unanswered(true, "refused").probing(at(6)).unanswered(true, "refused");
        assertThat(silent.probeAt()).isEqualTo(at(11));

        LifeTimes quick = new LifeTimes(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(1));
        Life answering = new Life(quick, START, at(60), silent.proof(), false, silent.silent()).answered(at(60));
        assertThat(answering.probeAt()).isEqualTo(at(61));
    }

    @Test
    void aProbeTakesNoLongerThanItMatters() {
        assertThat(alive.probeTimeout(TEN_SECONDS, at(5))).isEqualTo(TEN_SECONDS);
        assertThat(alive.probeTimeout(TEN_SECONDS, at(25))).isEqualTo(Duration.ofSeconds(5));
        assertThat(alive.probeTimeout(TEN_SECONDS, at(30))).isEqualTo(Duration.ofSeconds(1));
    }

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }
}
