// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import static dev.weft.runtime.watch.InboxTest.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weft.runtime.output.OutputGroup;
import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.step.Batch;
import dev.weft.runtime.step.WorldStep;
import dev.weft.runtime.step.WorldStep.Outcome;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WorldLoopTest {

    private static final Outcome NOTHING = new Outcome(List.of(), Optional.empty());
    private static final Write WRITE =
            new Write.Status(object("a", "1").id(), "v1", JsonNodeFactory.instance.objectNode(), true);

    private static final OutputGroup GATEWAYS =
            new OutputGroup("east", "meshes", new GroupKind("networking.istio.io", "Gateway"));

    private final FakeTime time = new FakeTime();
    private final Inbox inbox = new Inbox(2, time);
    private final LoopHealth health = new LoopHealth();
    private final SortedMap<ObjectId, OutputState> outputs = new TreeMap<>();
    private final List<Batch> batches = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();
    private final List<List<Write>> writes = new ArrayList<>();
    private Function<Batch, Outcome> step = batch -> NOTHING;

    private final List<Batch> taken = new ArrayList<>();
    private boolean leads = true;

    private final WorldLoop loop = new WorldLoop(
            new ScriptedStep(), inbox, () -> leads, writes::add, health, WorldLoop.Settings.DEFAULT, time);

    private final class ScriptedStep implements WorldStep {

        @Override
        public Outcome pass(Batch news, Instant now) {
            batches.add(news);
            times.add(now);
            return step.apply(news);
        }

        @Override
        public void take(Batch news, Instant now) {
            taken.add(news);
        }

        @Override
        public SortedMap<ObjectId, OutputState> outputs() {
            return outputs;
        }

        @Override
        public SortedMap<OutputGroup, Integer> sizes() {
            return new TreeMap<>(Map.of(GATEWAYS, 2));
        }
    }

    /** Remembers what was wanted last. */
    private static final class Wanted implements LoopListener {
        private SortedMap<OutputGroup, Integer> last = new TreeMap<>();

        @Override
        public void passed(long number, Duration took, int objects, int decided) {}

        @Override
        public void failed(long number, String message) {
            throw new AssertionError(message);
        }

        @Override
        public void wants(SortedMap<OutputGroup, Integer> sizes) {
            last = sizes;
        }
    }

    private static WorldStep step(Function<Batch, Outcome> pass) {
        return new WorldStep() {
            @Override
            public Outcome pass(Batch news, Instant now) {
                return pass.apply(news);
            }

            @Override
            public void take(Batch news, Instant now) {
                throw new AssertionError("this process leads");
            }

            @Override
            public SortedMap<ObjectId, OutputState> outputs() {
                return new TreeMap<>();
            }
        };
    }

    /** Lets time pass until nothing is due any more; returns how long it would wait then. */
    private Duration settle() {
        Duration wait = loop.turn();
        while (wait.compareTo(Duration.ofSeconds(1)) < 0) {
            time.pass(wait);
            wait = loop.turn();
        }
        return wait;
    }

    @Test
    void theFirstPassComesAtOnce() {
        assertThat(health.problem()).isPresent();
        assertThat(loop.turn()).isZero();

        assertThat(batches).containsExactly(Batch.EMPTY);
        assertThat(health.problem()).isEmpty();
        assertThat(loop.turn()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aQuestionIsAnsweredByTheThreadOfTheLoopWithoutAPass() throws Exception {
        outputs.put(object("a", "1").id(), new OutputState.InSync(true));
        loop.start();
        try {
            String thread = loop.ask(step -> Thread.currentThread().getName(), Duration.ofSeconds(30));
            assertThat(thread).isEqualTo("world-loop");
            assertThat(loop.ask(WorldStep::outputs, Duration.ofSeconds(30))).isEqualTo(outputs);
            assertThatThrownBy(() -> loop.ask(
                            step -> {
                                throw new IllegalArgumentException("why");
                            },
                            Duration.ofSeconds(30)))
                    .hasRootCauseMessage("why");
        } finally {
            loop.close();
        }
        assertThat(batches).hasSizeLessThanOrEqualTo(1);
        assertThatThrownBy(() -> loop.ask(WorldStep::outputs, Duration.ofMillis(1)))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void newsArePassedWhenTheyHaveSettled() throws InterruptedException {
        settle();
        inbox.put(object("a", "1"));
        assertThat(loop.turn()).isEqualTo(Duration.ofMillis(25));
        time.pass(Duration.ofMillis(20));
        inbox.put(object("a", "2"));
        assertThat(loop.turn()).isEqualTo(Duration.ofMillis(25));
        settle();

        assertThat(batches).hasSize(2);
        assertThat(batches.get(1).put().values()).containsExactly(object("a", "2"));
        assertThat(times.get(1)).isEqualTo(FakeTime.START.plusMillis(45));
    }

    @Test
    void aFullInboxIsPassedAtOnce() throws InterruptedException {
        settle();
        inbox.put(object("a", "1"));
        inbox.put(object("b", "1"));
        Thread third = Thread.ofVirtual().start(() -> {
            try {
                inbox.put(object("c", "1"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        while (!inbox.waiting().orElseThrow().full()) {
            inbox.await(Duration.ofSeconds(50));
        }
        assertThat(loop.turn()).isZero();
        third.join();
        assertThat(batches.get(1).put()).hasSize(2);
    }

    @Test
    void passesAgainWhenItWasAskedTo() {
        Instant later = FakeTime.START.plusSeconds(7);
        step = batch -> new Outcome(List.of(), Optional.of(later));
        assertThat(settle()).isEqualTo(Duration.ofSeconds(7));
        step = batch -> NOTHING;
        time.pass(Duration.ofSeconds(7));
        settle();

        assertThat(times).containsExactly(FakeTime.START, later);
    }

    @Test
    void aStepThatAlwaysWantsToGoOnDoesNotSpin() {
        step = batch -> new Outcome(List.of(), Optional.of(FakeTime.START));
        loop.turn();

        assertThat(loop.turn()).isEqualTo(Duration.ofMillis(25));
    }

    @Test
    void whileAnotherLeadsNewsAreOnlyTakenIn() throws InterruptedException {
        leads = false;
        assertThat(loop.turn()).isZero();
        inbox.put(object("a", "1"));
        time.pass(Duration.ofMillis(25));
        loop.turn();
        assertThat(batches).isEmpty();
        assertThat(taken)
                .hasSize(2)
                .last()
                .satisfies(batch -> assertThat(batch.put()).hasSize(1));
        assertThat(loop.turn()).as("looks again whether it leads").isEqualTo(Duration.ofSeconds(1));

        leads = true;
        time.pass(Duration.ofSeconds(1));
        loop.turn();
        assertThat(batches).containsExactly(Batch.EMPTY);
    }

    @Test
    void whoFollowsDoesNotTellWhatItWantedWhenItLed() throws InterruptedException {
        Wanted wanted = new Wanted();
        WorldLoop listened = new WorldLoop(
                new ScriptedStep(), inbox, () -> leads, writes::add, wanted, WorldLoop.Settings.DEFAULT, time);
        listened.turn();
        assertThat(wanted.last).containsExactly(Map.entry(GATEWAYS, 2));

        leads = false;
        inbox.put(object("a", "1"));
        time.pass(Duration.ofMillis(25));
        listened.turn();
        assertThat(wanted.last).isEmpty();
    }

    @Test
    void aWakeIsAPassAtOnce() {
        settle();
        loop.wake();
        assertThat(loop.turn()).isZero();
        assertThat(batches).hasSize(2);
        assertThat(loop.turn()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void writesAreHandedOn() {
        step = batch -> new Outcome(List.of(WRITE), Optional.empty());
        settle();

        assertThat(writes).containsExactly(List.of(WRITE));
    }

    @Test
    void aPassThatFailsLosesNothingAndIsMadeAgain() throws InterruptedException {
        settle();
        step = batch -> {
            throw new IllegalStateException("a defect");
        };
        inbox.put(object("a", "1"));
        inbox.put(object("b", "1"));
        time.pass(Duration.ofMillis(25));
        loop.turn();
        assertThat(health.problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("a defect"));
        assertThat(loop.turn()).isEqualTo(Duration.ofMillis(200));

        inbox.gone(object("a", "1").id());
        inbox.put(object("b", "2"));
        assertThat(loop.turn()).as("news make it no faster").isEqualTo(Duration.ofMillis(200));
        step = batch -> NOTHING;
        time.pass(Duration.ofMillis(200));
        loop.turn();
        assertThat(health.problem()).isEmpty();
        assertThat(batches.get(2).put().values()).containsExactly(object("b", "2"));
        assertThat(batches.get(2).gone()).containsExactly(object("a", "1").id());
    }

    @Test
    void passesThatKeepFailingComeEverMoreRarely() {
        step = batch -> {
            throw new IllegalStateException("a defect");
        };
        loop.turn();
        Duration last = Duration.ZERO;
        for (int i = 0; i < 12; i++) {
            last = loop.turn();
            time.pass(last);
            loop.turn();
        }
        assertThat(last).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void writesThatCannotBeHandedOnAreAnswered() {
        WorldLoop other = new WorldLoop(
                step(batch -> {
                    batches.add(batch);
                    return batch.written().isEmpty() ? new Outcome(List.of(WRITE), Optional.empty()) : NOTHING;
                }),
                inbox,
                () -> true,
                decided -> {
                    throw new IllegalStateException("a defect");
                },
                health,
                WorldLoop.Settings.DEFAULT,
                time);
        other.turn();
        time.pass(Duration.ofMillis(25));
        other.turn();

        assertThat(batches.get(1).written()).extracting(Written::write).containsExactly(WRITE);
    }

    @Test
    void timeNeverGoesBack() throws InterruptedException {
        settle();
        time.pass(Duration.ofHours(-1));
        inbox.put(object("a", "1"));
        loop.turn();
        time.pass(Duration.ofHours(2));
        loop.turn();

        assertThat(times).isSorted();
    }

    @Test
    void aStopLetsThePassFinish() throws InterruptedException {
        LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
        CountDownLatch goOn = new CountDownLatch(1);
        WorldLoop running = new WorldLoop(
                step(batch -> {
                    events.add("begun");
                    try {
                        goOn.await();
                    } catch (InterruptedException e) {
                        events.add("interrupted");
                    }
                    return new Outcome(List.of(WRITE), Optional.empty());
                }),
                inbox,
                () -> true,
                decided -> events.add("handed on"),
                health,
                WorldLoop.Settings.DEFAULT,
                new SteadyTime());
        running.start();
        assertThat(events.take()).isEqualTo("begun");
        Thread stopper = Thread.ofVirtual().start(running::close);
        goOn.countDown();
        stopper.join();

        assertThat(events).containsExactly("handed on");
    }

    /** Whatever it was, memory or a class that is not there: what is decided after that nobody can vouch for. */
    @Test
    @Timeout(30)
    void anErrorEndsTheLoopAndIsTold() throws InterruptedException {
        step = batch -> {
            throw new NoClassDefFoundError("gone");
        };
        assertThat(health.death()).isEmpty();

        loop.start();
        while (health.death().isEmpty()) {
            Thread.sleep(1);
        }

        loop.close();
        assertThat(health.death()).hasValueSatisfying(why -> assertThat(why).contains("pass 1", "gone"));
    }

    @Test
    void newsWakeTheThread() throws InterruptedException {
        LinkedBlockingQueue<Batch> passes = new LinkedBlockingQueue<>();
        SteadyTime steady = new SteadyTime();
        Inbox box = new Inbox(steady);
        try (WorldLoop running = new WorldLoop(
                step(batch -> {
                    passes.add(batch);
                    return NOTHING;
                }),
                box,
                () -> true,
                decided -> {},
                health,
                WorldLoop.Settings.DEFAULT,
                steady)) {
            running.start();
            assertThat(passes.take()).isEqualTo(Batch.EMPTY);
            box.put(object("a", "1"));
            assertThat(passes.take().put()).hasSize(1);
        }
    }
}
