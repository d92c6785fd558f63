// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two processes, one Lease, and a clock that goes when a test says so. */
@Timeout(30)
class LeaderElectionTest {

    private static final LeaseTimes TIMES = LeaseTimes.DEFAULT;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final LeaseServer server = new LeaseServer();
    private final LeaseServer.Line lineA = server.new Line();
    private final LeaseServer.Line lineB = server.new Line();
    private final LeaderElection a = election(lineA, "a");
    private final LeaderElection b = election(lineB, "b");

    private LeaderElection election(LeaseServer.Line line, String identity) {
        return new LeaderElection(
                line, "gloo-mesh", "mesh-discovery", new LeaderElection.Candidate(identity, "0.1.0"), TIMES, now::get);
    }

    @Test
    void theFirstToComeLeadsAndTheOtherWaits() throws Exception {
        a.attempt();
        b.attempt();

        assertThat(a.mayWrite()).isTrue();
        assertThat(b.mayWrite()).isFalse();
        assertThat(server.holder()).isEqualTo("a");
    }

    @Test
    void whoeverRenewsLeadsOn() throws Exception {
        for (int i = 0; i < 60; i++) {
            a.attempt();
            b.attempt();
            pass(TIMES.retry());
        }

        assertThat(a.mayWrite()).isTrue();
        assertThat(b.mayWrite()).isFalse();
        assertThat(server.transitions()).isZero();
    }

    @Test
    void renewingTakesOneCall() throws Exception {
        a.attempt();
        int before = lineA.calls();

        for (int i = 0; i < 10; i++) {
            pass(TIMES.retry());
            a.attempt();
        }

        assertThat(lineA.calls() - before).isEqualTo(10);
        assertThat(a.mayWrite()).isTrue();
    }

    @Test
    void I6_aLeaderThatCannotRenewStopsToWriteAtTheDeadlineByItself() throws Exception {
        a.attempt();
        lineA.cut(true);
        pass(TIMES.renewDeadline().minusMillis(1));
        assertThat(a.mayWrite()).isTrue();

        pass(Duration.ofMillis(1));

        assertThat(a.mayWrite()).isFalse();
    }

    @Test
    void aDeadLeaderIsFollowedAfterItsLease() throws Exception {
        a.attempt();
        b.attempt();
        pass(TIMES.lease().minusMillis(1));
        b.attempt();
        assertThat(b.mayWrite()).isFalse();

        pass(Duration.ofMillis(1));
        b.attempt();

        assertThat(b.mayWrite()).isTrue();
        assertThat(server.transitions()).isEqualTo(1);
    }

    @Test
    void aLeaderThatComesBackAfterItWasFollowedDoesNotLead() throws Exception {
        a.attempt();
        b.attempt();
        pass(TIMES.lease());
        b.attempt();

        a.attempt();

        assertThat(a.mayWrite()).isFalse();
        assertThat(server.holder()).isEqualTo("b");
    }

    @Test
    void ofTwoThatCreateTheLeaseAtOnceOneLeads() throws Exception {
        lineA.beforeNextWrite(() -> attempt(b));

        a.attempt();

        assertThat(b.mayWrite()).isTrue();
        assertThat(a.mayWrite()).isFalse();
    }

    @Test
    void ofTwoThatTakeAFreeLeaseAtOnceOneLeads() throws Exception {
        LeaderElection dead = election(server.new Line(), "dead");
        dead.attempt();
        a.attempt();
        b.attempt();
        pass(TIMES.lease());
        lineA.beforeNextWrite(() -> attempt(b));

        a.attempt();

        assertThat(b.mayWrite()).isTrue();
        assertThat(a.mayWrite()).isFalse();
    }

    @Test
    void aRenewalWithoutAnswerCountsAsNone() throws Exception {
        a.attempt();
        pass(TIMES.retry());
        lineA.loseAnswers(true);
        a.attempt();

        pass(TIMES.renewDeadline().minus(TIMES.retry()));

        assertThat(a.mayWrite()).isFalse();
    }

    @Test
    void aLeaderWhoseAnswersWereLostRenewsWithoutWaiting() throws Exception {
        lineA.loseAnswers(true);
        a.attempt();
        lineA.loseAnswers(false);

        a.attempt();

        assertThat(a.mayWrite()).isTrue();
    }

    @Test
    void closingHandsTheLeaseOnAtOnce() throws Exception {
        a.start();
        while (!a.mayWrite()) {
            Thread.onSpinWait();
        }

        a.close();
        b.attempt();

        assertThat(a.mayWrite()).isFalse();
        assertThat(b.mayWrite()).isTrue();
    }

    @Test
    void closingAFollowerLeavesTheLeaseAlone() throws Exception {
        a.attempt();
        b.start();

        b.close();

        assertThat(server.holder()).isEqualTo("a");
    }

    @Test
    void I6_neverBothWhateverIsCutAndWhenever() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(8)) {
                case 0 -> lineA.cut(random.nextInt(3) == 0);
                case 1 -> lineB.cut(random.nextInt(3) == 0);
                case 2 -> lineA.loseAnswers(random.nextInt(3) == 0);
                case 3 -> lineB.loseAnswers(random.nextInt(3) == 0);
                case 4, 5 -> a.attempt();
                default -> b.attempt();
            }
            assertThat(a.mayWrite() && b.mayWrite()).as("step %d", i).isFalse();
            pass(Duration.ofMillis(random.nextInt(2500)));
        }
        assertThat(server.transitions()).isGreaterThan(10);
    }

    @Test
    void timesThatAllowTwoLeadersAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new LeaseTimes(second, second, Duration.ofMillis(1)))
                .hasMessageContaining("renewDeadline < lease");
    }

    private void pass(Duration duration) {
        now.updateAndGet(instant -> instant.plus(duration));
    }

    private static void attempt(LeaderElection election) {
        try {
            election.attempt();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
