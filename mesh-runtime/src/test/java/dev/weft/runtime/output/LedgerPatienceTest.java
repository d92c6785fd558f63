// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When an output is written again that was refused, and when an answer is no longer believed. */
class LedgerPatienceTest {

    private static final String C1 = "c1";

    private final ModelServer server = new ModelServer();
    private final ObjectId rule = ModelServer.id(C1, "DestinationRule", "reviews");
    private final OutputLedger ledger = new OutputLedger(ModelServer.rules(Gate.OPEN, id -> true), ModelServer.KEYS);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void connected() {
        ledger.cluster(C1, ModelServer.ALIVE);
    }

    @Test
    void aRefusedWriteIsNotTriedAgainUntilSomethingChanges() {
        ledger.want(ModelServer.output(rule, "1"));
        plan();
        refuse(422);
        ledger.reconsider(C1);
        assertThat(plan()).isEmpty();
        assertThat(ledger.state(rule)).contains(new OutputState.Refused(422, "No: no"));

        ledger.want(ModelServer.output(rule, "2"));

        assertThat(plan()).hasSize(1);
    }

    @Test
    void aRefusedWriteIsTriedAgainAfterAWhile() {
        ledger.want(ModelServer.output(rule, "1"));
        plan();
        refuse(422);
        plan();

        now = now.plus(Duration.ofMinutes(5));

        assertThat(plan()).hasSize(1);
    }

    /** A right may be given and a namespace created any moment, and no event tells. */
    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void whatMayComeRightByItselfIsTriedAgainSoonAndThenMoreSlowly(int code) {
        ledger.want(ModelServer.output(rule, "1"));
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Instant refused = now;
            plan();
            refuse(code);
            now = ledger.plan(now).wakeAt().orElseThrow();
            waits.add(Duration.between(refused, now));
        }

        assertThat(waits).extracting(Duration::toSeconds).containsExactly(15L, 30L, 60L, 120L, 240L, 300L, 300L);
        assertThat(plan()).as("and it is still tried").hasSize(1);
    }

    @Test
    void whatWasForbiddenIsTriedAtOnceWhenMoreIsAllowed() {
        ClusterView.Denial denial = new ClusterView.Denial("create", "destinationrules.networking.istio.io");
        ledger.cluster(C1, ModelServer.ALIVE.with(List.of(denial)));
        ledger.want(ModelServer.output(rule, "1"));
        plan();
        refuse(403);
        assertThat(plan()).isEmpty();

        ledger.cluster(C1, ModelServer.ALIVE);

        assertThat(plan()).hasSize(1);
    }

    @Test
    void whatWasMissingIsTriedAtOnceWhenItsKindIsInstalledThere() {
        ledger.want(ModelServer.output(rule, "1"));
        plan();
        refuse(404);
        ledger.installed("c2", rule.kind());
        ledger.installed(C1, ModelServer.id(C1, "VirtualService", "reviews").kind());
        assertThat(plan()).isEmpty();

        ledger.installed(C1, rule.kind());

        assertThat(plan()).hasSize(1);
    }

    @Test
    void whatWasAnsweredAndNeverSeenByTheWatchIsDoubted() {
        ledger.want(ModelServer.output(rule, "1"));
        answer(plan());
        assertThat(ledger.plan(now).writes()).isEmpty();
        server.remove(rule); // with the server that answered, before the watch has looked

        now = now.plusSeconds(30);
        answer(plan());

        assertThat(server.objects()).containsKey(rule);
    }

    @Test
    void I8_whatTheWatchHasShownIsNotDoubted() {
        ledger.want(ModelServer.output(rule, "1"));
        answer(plan());
        ledger.observe(server.observed(rule));
        OutputLedger.Plan plan = ledger.plan(now);

        assertThat(plan.writes()).isEmpty();
        assertThat(plan.wakeAt()).as("nothing is left to be done").isEmpty();
    }

    @Test
    void whatIsDoubtedAndThereStays() {
        ledger.want(ModelServer.output(rule, "1"));
        answer(plan());
        now = now.plusSeconds(30);
        List<Write> writes = plan();
        assertThat(writes).singleElement().isInstanceOf(Write.Create.class);
        answer(writes);

        assertThat(plan()).isEmpty();
        assertThat(ledger.state(rule)).contains(new OutputState.InSync(true));
        now = now.plusSeconds(60);
        assertThat(plan()).as("it is asked for once").isEmpty();
    }

    @Test
    void whileTheKindCannotBeReadNothingIsDoubted() {
        ledger.want(ModelServer.output(rule, "1"));
        answer(plan());
        ledger.cluster(C1, OutputLedgerTest.STALE);
        now = now.plusSeconds(30);
        assertThat(plan()).isEmpty();

        ledger.cluster(C1, ModelServer.ALIVE);
        now = now.plusSeconds(30);

        assertThat(plan()).hasSize(1);
    }

    private List<Write> plan() {
        return ledger.plan(now).writes();
    }

    private void answer(List<Write> writes) {
        writes.forEach(write -> ledger.answered(new Written(write, server.apply(write)), now));
    }

    private void refuse(int code) {
        Write write = new Write.Create(ModelServer.output(rule, "1"));
        ledger.answered(new Written(write, new Written.Result.Refused(code, "No", "no")), now);
    }
}
