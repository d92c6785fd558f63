// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutputLedgerTest {

    private static final String C1 = "c1";
    static final ClusterView STALE = new ClusterView(
            new ClusterKnowledge(new Knowledge.Stale("2026-01-01T00:00:00Z"), new TreeMap<>()),
            new ClusterView.Contact.Alive(),
            List.of(),
            List.of());

    private final ModelServer server = new ModelServer();
    private final ObjectId rule = ModelServer.id(C1, "DestinationRule", "reviews");
    private final ObjectId route = ModelServer.id(C1, "VirtualService", "reviews");
    private Optional<String> paused = Optional.empty();
    private boolean mayGo = true;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private OutputLedger ledger = ledger();

    private OutputLedger ledger() {
        return new OutputLedger(ModelServer.rules((output, parents) -> paused, id -> mayGo), ModelServer.KEYS);
    }

    @BeforeEach
    void connected() {
        ledger.cluster(C1, ModelServer.ALIVE);
    }

    @Test
    void whatIsWantedAndMissingIsCreatedOnce() {
        ledger.want(ModelServer.output(rule, "1"));

        assertThat(plan()).singleElement().isInstanceOf(Write.Create.class);
        assertThat(plan()).isEmpty();
        assertThat(ledger.state(rule)).contains(new OutputState.Pending("is being written"));
    }

    @Test
    void I8_whatIsInPlaceIsNotWritten() {
        ledger.want(ModelServer.output(rule, "1"));
        settle();
        ledger.reconsider(C1);

        assertThat(plan()).isEmpty();
        assertThat(ledger.state(rule)).contains(new OutputState.InSync(true));
    }

    @Test
    void driftIsHealedWithTheVersionThatWasRead() {
        ledger.want(ModelServer.output(rule, "1"));
        settle();
        server.edit(rule, "somebody");
        ledger.observe(server.observed(rule));

        assertThat(plan()).singleElement().isInstanceOf(Write.Replace.class);
    }

    @Test
    void anObjectOfAUserIsNeverWritten() {
        server.foreign(rule, "");
        ledger.observe(server.observed(rule));
        ledger.want(ModelServer.output(rule, "1"));

        assertThat(plan()).isEmpty();
        assertThat(ledger.state(rule)).containsInstanceOf(OutputState.NameTaken.class);
    }

    @Test
    void anObjectOfAnotherInstallationIsNeverWrittenOrDeleted() {
        server.foreign(rule, "other-namespace");
        ledger.observe(server.observed(rule));

        assertThat(plan()).isEmpty();
    }

    @Test
    void aUserWhoTakesTheNameInTheMeantimeKeepsIt() {
        ledger.want(ModelServer.output(rule, "1"));
        List<Write> writes = plan();
        server.foreign(rule, "");
        answer(writes);

        assertThat(plan()).isEmpty();
        assertThat(ledger.state(rule)).containsInstanceOf(OutputState.NameTaken.class);
    }

    @Test
    void whatTheServerMakesOfAWriteIsLeftAsItIs() {
        server.defaulting(true);
        ledger.want(ModelServer.output(rule, "1"));
        settle();

        assertThat(plan()).isEmpty();
        assertThat(ledger.state(rule)).contains(new OutputState.InSync(false));
        server.edit(rule, "somebody");
        ledger.observe(server.observed(rule));
        assertThat(plan()).as("but drift from that is healed").hasSize(1);
    }

    @Test
    void aServerThatAsksForItIsLeftAloneForAWhile() {
        ledger.want(ModelServer.output(rule, "1"));
        Write write = plan().getFirst();
        Written.Result busy = new Written.Result.Failed("429", Optional.of(Duration.ofSeconds(3)));
        ledger.answered(new Written(write, busy), now);
        ledger.want(ModelServer.output(route, "1"));

        assertThat(plan()).isEmpty();
        assertThat(ledger.state(route)).contains(new OutputState.Unreachable("the server asks to be left alone: 429"));
        now = now.plusSeconds(3);
        assertThat(plan()).hasSize(2);
    }

    @Test
    void I12_anOutputThatFailsHoldsUpNoOther() {
        ledger.want(ModelServer.output(rule, "1"));
        Write write = plan().getFirst();
        ledger.answered(new Written(write, new Written.Result.Failed("500", Optional.empty())), now);
        ledger.want(ModelServer.output(route, "1"));

        assertThat(plan()).extracting(Write::id).containsExactly(route);
        assertThat(ledger.state(rule)).contains(new OutputState.Unreachable("the last write failed: 500"));
        now = now.plusMillis(500);
        assertThat(plan()).extracting(Write::id).containsExactly(rule);
    }

    @Test
    void nothingIsWrittenToAClusterThatDoesNotAnswerAndAllIsWhenItDoes() {
        ledger.cluster(C1, ModelServer.SILENT);
        ledger.want(ModelServer.output(rule, "1"));
        assertThat(plan()).isEmpty();
        assertThat(ledger.state(rule)).containsInstanceOf(OutputState.Unreachable.class);

        ledger.cluster(C1, ModelServer.ALIVE);

        assertThat(plan()).hasSize(1);
    }

    @Test
    void I1_nothingIsDeletedThatCouldNotBeToldFromWhatCouldNotBeRead() {
        own(1);
        ledger.cluster(C1, STALE);

        assertThat(plan()).isEmpty();
        now = now.plusSeconds(5);
        assertThat(plan()).isEmpty();
    }

    @Test
    void whatIsLeftOverFromBeforeAStartIsDeletedAfterASecondLook() {
        own(1);
        assertThat(plan()).isEmpty();

        now = now.plusSeconds(1);

        assertThat(plan()).singleElement().isInstanceOf(Write.Delete.class);
    }

    @Test
    void whatTheOperatorCannotJudgeStays() {
        mayGo = false;
        own(1);
        plan();
        now = now.plusSeconds(1);
        assertThat(plan()).isEmpty();

        mayGo = true;
        ledger.reconsider(C1);

        assertThat(plan()).hasSize(1);
    }

    @Test
    void manyDeletesAfterAStartWaitForAnApproval() {
        own(5);
        plan();
        now = now.plusSeconds(10);
        assertThat(plan()).isEmpty();
        OutputState state =
                ledger.state(ModelServer.id(C1, "VirtualService", "old-0")).orElseThrow();
        assertThat(state.message())
                .startsWith(
                        "5 of our 5 objects would be deleted after a start (VirtualService shop/old-0, VirtualService"
                                + " shop/old-1, VirtualService shop/old-2 and 2 more); ");
        ledger.approve(C1, Approvals.given("0123456789ab"));
        assertThat(plan()).as("others were approved").isEmpty();

        String digest = Approvals.asked(state.message()).first();
        ledger.approve(C1, Approvals.given("0123456789ab, " + digest));

        assertThat(plan()).hasSize(5);
    }

    /** Of an approval from before, for some of what is to go now, nobody knows what else it would have been asked for. */
    @Test
    void anApprovalOfSomeOfTheDeletesApprovesNone() {
        own(5);
        plan();
        now = now.plusSeconds(10);
        plan();
        String old = Approvals.asked(ledger.state(ModelServer.id(C1, "VirtualService", "old-0"))
                        .orElseThrow()
                        .message())
                .first();

        ledger = ledger();
        connected();
        ledger.approve(C1, Approvals.given(old));
        own(6);
        plan();
        now = now.plusSeconds(10);

        assertThat(plan()).isEmpty();
    }

    @Test
    void beforeTheSecondLookNothingCanBeApproved() {
        own(5);
        plan();

        assertThat(ledger.states().values())
                .hasSize(5)
                .allSatisfy(
                        state -> assertThat(Approvals.asked(state.message())).isEmpty());
    }

    @Test
    void manyDeletesLaterOnDoNot() {
        for (int i = 0; i < 5; i++) {
            ledger.want(ModelServer.output(ModelServer.id(C1, "VirtualService", "old-" + i), "1"));
        }
        settle();
        for (int i = 0; i < 5; i++) {
            ledger.unwant(ModelServer.id(C1, "VirtualService", "old-" + i));
        }

        assertThat(plan()).hasSize(5);
    }

    @Test
    void I3_aRouteIsWrittenWhenTheRuleItNeedsHasBeenInEffectForAWhile() {
        ledger.want(ModelServer.output(route, "1", rule));
        ledger.want(ModelServer.output(rule, "1"));
        List<Write> first = plan();
        assertThat(first).extracting(Write::id).containsExactly(rule);
        assertThat(ledger.state(route)).contains(new OutputState.WaitingFor(List.of(rule)));
        answer(first);
        assertThat(plan()).isEmpty();

        now = now.plus(LedgerRules.SETTLE);

        assertThat(plan()).extracting(Write::id).containsExactly(route);
    }

    @Test
    void aRuleThatWasInEffectAllAlongDelaysNothing() {
        server.create(ModelServer.output(rule, "1"));
        ledger.observe(server.observed(rule));
        ledger.want(ModelServer.output(rule, "1"));
        ledger.want(ModelServer.output(route, "1", rule));

        assertThat(plan()).extracting(Write::id).containsExactly(route);
    }

    @Test
    void I3_aRuleGoesWhenTheRouteThatNeededItHasBeenGoneForAWhile() {
        ledger.want(ModelServer.output(rule, "1"));
        ledger.want(ModelServer.output(route, "1", rule));
        settle();
        ledger.unwant(rule);
        ledger.unwant(route);
        List<Write> first = plan();
        assertThat(first).extracting(Write::id).containsExactly(route);
        answer(first);
        assertThat(plan()).isEmpty();

        now = now.plus(LedgerRules.SETTLE);

        assertThat(plan()).extracting(Write::id).containsExactly(rule);
    }

    @Test
    void I3_aRuleGoesWhenTheRouteThatNeededItHasBeenRewrittenForAWhile() {
        ledger.want(ModelServer.output(rule, "1"));
        ledger.want(ModelServer.output(route, "1", rule));
        settle();
        ledger.unwant(rule);
        ledger.want(ModelServer.output(route, "2"));
        List<Write> first = plan();
        assertThat(first).extracting(Write::id).containsExactly(route);
        answer(first);
        assertThat(plan()).isEmpty();

        now = now.plus(LedgerRules.SETTLE);

        assertThat(plan()).extracting(Write::id).containsExactly(rule);
    }

    @Test
    void outputsThatWaitForEachOtherAreWritten() {
        ledger.want(ModelServer.output(route, "1", rule));
        ledger.want(ModelServer.output(rule, "1", route));

        assertThat(plan()).hasSize(2);
    }

    @Test
    void whatIsPausedIsToldAndNotWritten() {
        paused = Optional.of("cluster c1 is paused");
        ledger.want(ModelServer.output(rule, "1"));
        assertThat(plan()).isEmpty();
        assertThat(ledger.state(rule)).contains(new OutputState.Paused("cluster c1 is paused"));

        paused = Optional.empty();
        ledger.reconsider(C1);

        assertThat(plan()).hasSize(1);
    }

    @Test
    void anAnswerIsNotUndoneByAnOlderEvent() {
        ledger.want(ModelServer.output(rule, "1"));
        settle();
        Observed before = server.observed(rule);
        ledger.want(ModelServer.output(rule, "2"));
        answer(plan());
        ledger.observe(before);

        assertThat(plan()).isEmpty();
        assertThat(ledger.state(rule)).contains(new OutputState.InSync(true));
    }

    @Test
    void whatIsNoLongerWantedAndGoneIsForgotten() {
        ledger.want(ModelServer.output(rule, "1"));
        settle();
        ledger.unwant(rule);
        answer(plan());

        assertThat(plan()).isEmpty();
        assertThat(ledger.state(rule)).isEmpty();
    }

    @Test
    void aGuardThatWaitsForAnApprovalDoesNotKeepThePlaneAwake() {
        own(8);
        plan();
        now = now.plusSeconds(2);
        plan();
        OutputLedger.Plan plan = ledger.plan(now);
        assertThat(plan.wakeAt().filter(at -> !at.isAfter(now))).isEmpty();
    }

    @Test
    void anApprovalHoldsUntilAllThatWasApprovedIsGone() {
        own(8);
        plan();
        now = now.plusSeconds(2);
        plan();
        String message = ledger.state(ModelServer.id(C1, "VirtualService", "old-0"))
                .map(OutputState::message)
                .orElse("none");
        ledger.approve(C1, Approvals.asked(message));
        List<Write> writes = plan();
        assertThat(writes).hasSize(8);
        answer(writes.subList(0, 2));
        writes.subList(2, 8)
                .forEach(write ->
                        ledger.answered(new Written(write, new Written.Result.Failed("busy", Optional.empty())), now));
        now = now.plusSeconds(5);
        assertThat(plan()).hasSize(6);
    }

    @Test
    void I3_aRuleThatWasWrittenWithALostAnswerSettlesToo() {
        ledger.want(ModelServer.output(rule, "1"));
        ledger.want(ModelServer.output(route, "1", rule));
        Write write = plan().getFirst();
        server.apply(write);
        ledger.answered(new Written(write, new Written.Result.Failed("lost", Optional.empty())), now);
        ledger.observe(server.observed(rule));
        now = now.plusMillis(600);
        assertThat(plan()).isEmpty();
    }

    @Test
    void aClusterThatIsBackIsWrittenAtOnce() {
        ledger.want(ModelServer.output(rule, "1"));
        for (int i = 0; i < 8; i++) {
            for (Write write : plan()) {
                ledger.answered(new Written(write, new Written.Result.Failed("dead", Optional.empty())), now);
            }
            now = now.plusSeconds(i < 7 ? 61 : 0);
        }
        ledger.cluster(C1, ModelServer.SILENT);
        plan();
        ledger.cluster(C1, ModelServer.ALIVE);
        assertThat(plan()).hasSize(1);
    }

    @Test
    void I12_oneObjectThatFailsHoldsUpNoOther() {
        ledger.want(ModelServer.output(rule, "1"));
        for (Write write : plan()) {
            ledger.answered(new Written(write, new Written.Result.Failed("500 webhook", Optional.empty())), now);
        }
        ledger.want(ModelServer.output(route, "1"));
        assertThat(plan()).hasSize(1);
    }

    @Test
    void whoChangesAnOutputAgainAndAgainIsNotFoughtAtFullSpeed() {
        ledger.want(ModelServer.output(rule, "1"));
        settle();
        int writes = 0;
        for (int i = 0; i < 50; i++) {
            server.edit(rule, "somebody " + i);
            ledger.observe(server.observed(rule));
            List<Write> now50 = plan();
            writes += now50.size();
            answer(now50);
        }
        assertThat(writes).isLessThan(20);
    }

    /** Objects of ours that nobody wants. */
    private void own(int number) {
        for (int i = 0; i < number; i++) {
            Rendered old = ModelServer.output(ModelServer.id(C1, "VirtualService", "old-" + i), "1");
            server.create(old);
            ledger.observe(server.observed(old.id()));
        }
    }

    private List<Write> plan() {
        return ledger.plan(now).writes();
    }

    private void answer(List<Write> writes) {
        writes.forEach(write -> ledger.answered(new Written(write, server.apply(write)), now));
    }

    /** Until nothing is to be written any more. */
    private void settle() {
        for (int i = 0; i < 10; i++) {
            List<Write> writes = plan();
            answer(writes);
            writes.stream()
                    .map(Write::id)
                    .filter(id -> server.objects().containsKey(id))
                    .forEach(id -> ledger.observe(server.observed(id)));
            now = now.plus(LedgerRules.SETTLE);
        }
    }
}
