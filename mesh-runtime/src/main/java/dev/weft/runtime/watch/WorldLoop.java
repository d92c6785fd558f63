// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.step.Backoff;
import dev.weft.runtime.step.Batch;
import dev.weft.runtime.step.WorldStep;
import dev.weft.runtime.step.WorldStep.Outcome;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The one thread that makes passes: when there are news, after they have settled, and when the last pass has asked for it. The first pass
 * comes at once, whether there are news or not. While another process leads, news are taken in without deciding anything.
 */
public final class WorldLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorldLoop.class);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Duration FOLLOWING = Duration.ofSeconds(1);
    private static final int MOST_IDS = 20;
    private static final String PASS = "pass";

    private final WorldStep step;
    private final Inbox inbox;
    private final BooleanSupplier leads;
    private final Consumer<List<Write>> writes;
    private final LoopListener listener;
    private final Settings settings;
    private final InstantSource time;

    private long number;
    private Batch unfinished = Batch.EMPTY;
    private Instant now;
    private Optional<Instant> wakeAt;
    private Instant notBefore;
    private int failures;
    private String failure = "";

    private final Queue<Runnable> questions = new ConcurrentLinkedQueue<>();
    private volatile boolean woken;
    private volatile boolean stopping;
    private @Nullable Thread thread;

    /** @param backoff after passes that failed */
    public record Settings(Debounce debounce, Backoff backoff) {
        public static final Settings DEFAULT = new Settings(Debounce.DEFAULT, Backoff.DEFAULT);
    }

    /**
     * @param leads asked before each pass; while it says no, news are only taken in
     * @param writes takes what a pass has decided, for others to carry out and answer to the inbox; called by the thread of the loop, so it
     *     must not wait. Not called for nothing
     */
    public WorldLoop(
            WorldStep step,
            Inbox inbox,
            BooleanSupplier leads,
            Consumer<List<Write>> writes,
            LoopListener listener,
            Settings settings,
            InstantSource time) {
        this.step = step;
        this.inbox = inbox;
        this.leads = leads;
        this.writes = writes;
        this.listener = listener;
        this.settings = settings;
        this.time = time;
        this.now = time.instant();
        this.wakeAt = Optional.of(now);
        this.notBefore = now;
    }

    /** Starts the thread. */
    public void start() {
        start(() -> {});
    }

    /**
     * Starts the thread.
     *
     * @param last what it does when an Error has ended the passes
     */
    public synchronized void start(Runnable last) {
        if (thread != null) {
            throw new IllegalStateException("the loop has been started already");
        }
        thread = Thread.ofPlatform().name("world-loop").start(() -> run(last));
    }

    /** Asks for a pass at once, for example because this process leads from now on. Safe for several threads. */
    public void wake() {
        woken = true;
        inbox.wake();
    }

    /**
     * Asks the step something between two passes, on the thread that owns it. Safe for several threads.
     *
     * @param <T> what the answer is
     * @throws TimeoutException when no answer comes in time: a pass takes that long, or the loop has ended
     */
    public <T> T ask(Function<WorldStep, T> question, Duration atMost) throws InterruptedException, TimeoutException {
        FutureTask<T> answer = new FutureTask<>(() -> question.apply(step));
        questions.add(answer);
        inbox.wake();
        try {
            return answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            questions.remove(answer);
        }
    }

    /** Finishes the pass that is being made, and ends. */
    @Override
    public void close() {
        stopping = true;
        inbox.wake();
        Thread running = thread();
        if (running != null) {
            Threads.awaitEnd(List.of(running));
        }
    }

    private synchronized @Nullable Thread thread() {
        return thread;
    }

    private void run(Runnable last) {
        try {
            while (!stopping) {
                answer();
                Duration wait = turn();
                if (!wait.isZero()) {
                    inbox.await(wait);
                }
            }
            LOG.info("the loop has ended after pass {}", number);
        } catch (InterruptedException e) {
            LOG.warn("the loop was interrupted after pass {}", number);
        } catch (RuntimeException | Error e) {
            try {
                listener.died(number, e.toString());
            } finally {
                last.run();
            }
            throw e;
        }
    }

    private void answer() {
        for (Runnable question = questions.poll(); question != null; question = questions.poll()) {
            question.run();
        }
    }

    /**
     * Makes a pass if one is due.
     *
     * @return how long none will be due, unless there are news
     */
    Duration turn() {
        Instant clock = time.instant();
        now = clock.isAfter(now) ? clock : now;
        Instant due = due();
        if (now.isBefore(due)) {
            Duration wait = Duration.between(now, due);
            return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
        }
        woken = false;
        number++;
        MDC.put(PASS, Long.toString(number));
        try {
            pass(unfinished.then(inbox.take()));
        } finally {
            MDC.remove(PASS);
        }
        return Duration.ZERO;
    }

    private Instant due() {
        if (failures > 0) {
            return notBefore;
        }
        if (woken) {
            return now;
        }
        Instant news = inbox.waiting().map(settings.debounce()::due).orElse(Instant.MAX);
        Instant wake = wakeAt.filter(notBefore::isBefore).orElse(wakeAt.isPresent() ? notBefore : Instant.MAX);
        return news.isBefore(wake) ? news : wake;
    }

    private void pass(Batch batch) {
        Outcome outcome;
        boolean isLeading = leads.getAsBoolean();
        try {
            outcome = isLeading ? step.pass(batch, now) : takeIn(batch);
        } catch (RuntimeException | StackOverflowError e) {
            failed(batch, e);
            return;
        }
        unfinished = Batch.EMPTY;
        wakeAt = outcome.wakeAt();
        if (failures > 0) {
            LOG.atInfo().addKeyValue(PASS, number).log("passes are made again, after {} failures", failures);
            failures = 0;
            failure = "";
        }
        Instant end = time.instant();
        notBefore = end.plus(settings.debounce().quiet());
        int objects = batch.put().size() + batch.gone().size();
        LOG.atDebug()
                .addKeyValue("objects", objects)
                .addKeyValue("writes", outcome.writes().size())
                .log("pass");
        hand(outcome.writes());
        listener.passed(
                number, Duration.between(now, end), objects, outcome.writes().size());
        listener.wants(isLeading ? step.sizes() : Collections.emptySortedMap());
        listener.measures(isLeading ? step.measures() : Collections.emptySortedMap());
    }

    /** Looks again soon, so that a process that begins to lead decides without waiting for news. */
    private Outcome takeIn(Batch batch) {
        step.take(batch, now);
        return new Outcome(List.of(), Optional.of(now.plus(FOLLOWING)));
    }

    private void hand(List<Write> decided) {
        if (decided.isEmpty()) {
            return;
        }
        try {
            writes.accept(decided);
        } catch (RuntimeException e) {
            // The step waits for an answer to each; without one it would never try again.
            LOG.atError().setCause(e).log("defect: {} writes could not be handed on", decided.size());
            decided.forEach(write -> inbox.written(
                    new Written(write, new Written.Result.Failed("could not be handed on", Optional.empty()))));
        }
    }

    /** Nothing of the batch may be lost, and nothing of a pass is ever half done: it is made again with the same news and newer ones. */
    private void failed(Batch batch, Throwable e) {
        unfinished = batch;
        failures++;
        notBefore = time.instant().plus(settings.backoff().after(failures));
        if (!e.toString().equals(failure)) {
            failure = e.toString();
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("objects", ids(batch))
                    .addKeyValue("clusters", batch.clusters().keySet())
                    .log("defect: a pass has failed; it is tried again until it does not");
        }
        listener.failed(number, e.toString());
    }

    private static String ids(Batch batch) {
        int more = batch.put().size() + batch.gone().size() - MOST_IDS;
        return Stream.concat(batch.put().keySet().stream(), batch.gone().stream())
                        .limit(MOST_IDS)
                        .map(ObjectId::toString)
                        .collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
