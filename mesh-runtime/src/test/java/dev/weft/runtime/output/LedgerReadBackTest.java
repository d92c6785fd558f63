// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Outputs of which what is wanted next follows from what they said last. */
class LedgerReadBackTest {

    private static final String C1 = "c1";

    private final ModelServer server = new ModelServer();
    private final ObjectId rule = ModelServer.id(C1, "DestinationRule", "reviews");
    private final OutputLedger ledger = new OutputLedger(ModelServer.readingBack(), ModelServer.KEYS);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void connected() {
        ledger.cluster(C1, ModelServer.ALIVE);
    }

    private List<Write> plan() {
        return ledger.plan(now).writes();
    }

    private void answer(List<Write> writes) {
        writes.forEach(write -> ledger.answered(new Written(write, server.apply(write)), now));
    }

    /** What is wanted is written and read. */
    private void settle() {
        answer(plan());
        ledger.observe(server.observed(rule));
        assertThat(plan()).isEmpty();
    }

    /** What follows from an older view would undo the last step of a rotation, and the next view would take it again. */
    @Test
    void whatFollowsFromItselfIsNotWrittenAgainBeforeTheLastWriteWasRead() {
        ledger.want(ModelServer.output(rule, "1"));
        settle();
        Observed before = server.observed(rule);
        ledger.want(ModelServer.output(rule, "2"));
        answer(plan());

        ledger.observe(before);
        ledger.want(ModelServer.output(rule, "1"));

        assertThat(plan()).isEmpty();
        assertThat(ledger.state(rule)).contains(new OutputState.Pending("what was written last has not been read yet"));
        ledger.observe(server.observed(rule));
        assertThat(plan()).as("it is what it says now that counts").hasSize(1);
    }

    @Test
    void aWatchThatShowsNothingHoldsUpWhatFollowsFromItselfForALimitedTime() {
        ledger.want(ModelServer.output(rule, "1"));
        settle();
        ledger.want(ModelServer.output(rule, "2"));
        answer(plan());
        ledger.want(ModelServer.output(rule, "3"));
        OutputLedger.Plan held = ledger.plan(now);
        assertThat(held.writes()).isEmpty();

        now = held.wakeAt().orElseThrow();

        assertThat(plan()).hasSize(1);
    }

    /** Somebody else was faster with an older text: what follows from it must wait for the watch, too. */
    @Test
    void whatFollowsFromItselfWaitsAlsoWhenAnAnswerWasOvertaken() {
        ledger.want(ModelServer.output(rule, "1"));
        settle();
        ledger.want(ModelServer.output(rule, "2"));
        Write write = plan().getFirst();
        server.edit(rule, "somebody");
        ledger.answered(new Written(write, server.apply(write)), now);

        assertThat(plan()).isEmpty();
        ledger.observe(server.observed(rule));
        assertThat(plan()).hasSize(1);
    }

    @Test
    void anAnswerThatComesAfterTheWatchHasShownMoreHoldsUpNothing() {
        ledger.want(ModelServer.output(rule, "1"));
        Write write = plan().getFirst();
        Written written = new Written(write, server.apply(write));
        server.edit(rule, "somebody");
        ledger.observe(server.observed(rule));
        ledger.answered(written, now);

        assertThat(plan()).as("drift is healed at once").hasSize(1);
    }
}
