// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.apply;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.runtime.kube.ApiException.Failure.Kind;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import dev.weft.runtime.step.Written.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ApplierTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final InstantSource time = now::get;
    private final Map<String, FakeKubeApi> apis = new TreeMap<>();
    private final BlockingQueue<Written> answers = new LinkedBlockingQueue<>();
    private volatile boolean leads = true;
    private final AtomicReference<Respondent> respondent = new AtomicReference<>(Respondent.NOBODY);
    private final Applier applier = new Applier(
            new Applier.Settings("us", 1),
            cluster -> Optional.ofNullable(apis.get(cluster)),
            () -> leads,
            asked -> respondent.get().answer(asked),
            answers::add,
            time);

    @AfterEach
    void close() {
        applier.close();
    }

    @Test
    void eachWriteIsAnswered() throws Exception {
        api("c1").answers(FakeKubeApi.ECHO).answers(FakeKubeApi.ECHO);

        applier.submit(List.of(Writes.create("c1", "a"), Writes.create("c1", "b")));

        assertThat(results(2)).hasOnlyElementsOfType(Result.Done.class);
    }

    @Test
    void I6_nothingIsSentByAProcessThatDoesNotLead() throws Exception {
        leads = false;

        applier.submit(List.of(Writes.create("c1", "a")));

        assertThat(results(1)).containsExactly(new Result.NotSent());
        assertThat(api("c1").calls()).isEmpty();
    }

    @Test
    void I6_aWriteThatHasWaitedWhileTheLeadWasLostIsNotSent() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        api("c1").answers(call -> {
            sent.countDown();
            answer.await();
            return FakeKubeApi.ECHO.to(call);
        });
        applier.submit(List.of(Writes.create("c1", "a")));
        sent.await();
        applier.submit(List.of(Writes.create("c1", "b")));
        leads = false;
        answer.countDown();

        assertThat(results(2)).hasAtLeastOneElementOfType(Result.Done.class).contains(new Result.NotSent());
    }

    @Test
    void whereNoConnectionCanBeMadeTheRestFailsAtOnce() throws Exception {
        api("c1").gives(Kind.CONNECT);

        applier.submit(List.of(Writes.create("c1", "a"), Writes.create("c1", "b"), Writes.create("c1", "c")));

        assertThat(results(3)).containsOnly(new Result.Failed("no answer: CONNECT", Optional.empty()));
        assertThat(api("c1").calls()).hasSize(1);
    }

    @Test
    void afterAMomentABrokenClusterIsTriedAgain() throws Exception {
        api("c1").gives(Kind.CONNECT).answers(FakeKubeApi.ECHO);
        applier.submit(List.of(Writes.create("c1", "a")));
        results(1);

        now.updateAndGet(instant -> instant.plus(Duration.ofSeconds(1)));
        applier.submit(List.of(Writes.create("c1", "a")));

        assertThat(results(1)).hasOnlyElementsOfType(Result.Done.class);
    }

    @Test
    void aBrokenOrSlowClusterHoldsUpNoOther() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        api("slow").answers(call -> {
            never.await();
            return FakeKubeApi.ECHO.to(call);
        });
        api("broken").gives(Kind.CONNECT);
        api("good").answers(FakeKubeApi.ECHO);

        applier.submit(List.of(Writes.create("slow", "a"), Writes.create("broken", "a"), Writes.create("good", "a")));

        assertThat(results(2)).hasAtLeastOneElementOfType(Result.Done.class);
        never.countDown();
    }

    @Test
    void aClusterThatIsNotOpenIsNamedAsSuch() throws Exception {
        applier.submit(List.of(Writes.create("unknown", "a")));

        assertThat(results(1))
                .containsExactly(new Result.Failed(
                        "the cluster is not registered, or its kubeconfig cannot be used", Optional.empty()));
    }

    @Test
    void theAnswerOfAServerThatWasReplacedMeanwhileSaysNothingOfTheNewOne() throws Exception {
        FakeKubeApi replaced = api("c1");
        replaced.answers(call -> {
            apis.remove("c1");
            api("c1");
            return FakeKubeApi.ECHO.to(call);
        });

        applier.submit(List.of(Writes.create("c1", "a")));

        assertThat(results(1))
                .containsExactly(new Result.Failed(
                        "the cluster was opened anew while the object was being written", Optional.empty()));
        assertThat(replaced.calls()).hasSize(1);
    }

    @Test
    void aDefectIsAnAnswerAndNotTheEnd() throws Exception {
        api("c1")
                .answers(call -> {
                    throw new IllegalStateException("oops");
                })
                .answers(FakeKubeApi.ECHO);

        applier.submit(List.of(Writes.create("c1", "a")));
        assertThat(results(1).getFirst()).asString().contains("defect", "oops");

        applier.submit(List.of(Writes.create("c1", "a")));
        assertThat(results(1)).hasOnlyElementsOfType(Result.Done.class);
    }

    @Test
    void closingFinishesTheCallThatIsBeingMadeAndAnswersAllOthers() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        api("c1").answers(call -> {
            sent.countDown();
            answer.await();
            return FakeKubeApi.ECHO.to(call);
        });
        applier.submit(List.of(Writes.create("c1", "a")));
        sent.await();
        List<Write> rest = List.of(Writes.create("c1", "b"), Writes.create("c1", "c"));
        applier.submit(rest);

        Thread closing = Thread.ofPlatform().start(applier::close);
        while (closing.getState() != Thread.State.TIMED_WAITING && closing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait(); // it waits for the call
        }
        answer.countDown();
        closing.join();

        List<Result> results = results(3);
        assertThat(results).filteredOn(Result.Done.class::isInstance).hasSize(1);
        assertThat(api("c1").calls()).hasSize(1);
        assertThat(results).filteredOn(new Result.NotSent()::equals).hasSize(2);
    }

    private FakeKubeApi api(String cluster) {
        return apis.computeIfAbsent(cluster, absent -> new FakeKubeApi());
    }

    private List<Result> results(int number) throws InterruptedException {
        List<Result> results = new ArrayList<>();
        while (results.size() < number) {
            results.add(answers.take().result());
        }
        return results;
    }
}
