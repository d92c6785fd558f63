// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.apply;

import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.step.Write;
import dev.weft.runtime.step.Written;
import dev.weft.runtime.step.Written.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes writes, a few at a time on each cluster, and answers each of them. A slow or dead cluster holds up only its own writes. Whoever
 * decides asks for one write of an object at a time, so their order does not matter here. Safe for several threads.
 */
public final class Applier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);
    /** How long writes to a cluster that could not be reached fail at once. */
    private static final Duration BROKEN = Duration.ofSeconds(1);
    /** A call ends after 10 s by itself. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(15);

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    /** What an answer says of the server that gave it, it says of no other that has the cluster's name now. */
    private static final Result OF_ANOTHER_SESSION =
            new Result.Failed("the cluster was opened anew while the object was being written", Optional.empty());

    private final Settings settings;
    private final Function<String, Optional<KubeApi>> apis;
    private final Leadership leadership;
    private final Respondent respondent;
    private final Consumer<Written> answers;
    private final InstantSource time;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private volatile boolean ending;

    /**
     * @param fieldManager who we are in server-side apply, one for each operator
     * @param atOnce calls that are made at the same time to one cluster
     */
    public record Settings(String fieldManager, int atOnce) {
        /** With four calls at a time. */
        public static Settings of(String fieldManager) {
            return new Settings(fieldManager, 4);
        }
    }

    /** The writes of one cluster. */
    private static final class Lane {
        private final Semaphore places;
        private volatile Instant brokenUntil = Instant.MIN;
        private volatile String broken = "";

        private Lane(int atOnce) {
            places = new Semaphore(atOnce, true);
        }
    }

    /**
     * @param apis the API server of a cluster, {@link ObjectId#MANAGEMENT} included; empty when it is not open
     * @param respondent finds out what to say to objects that ask
     * @param answers takes what became of each write, in the order in which that is known
     */
    public Applier(
            Settings settings,
            Function<String, Optional<KubeApi>> apis,
            Leadership leadership,
            Respondent respondent,
            Consumer<Written> answers,
            InstantSource time) {
        this.settings = settings;
        this.apis = apis;
        this.leadership = leadership;
        this.respondent = respondent;
        this.answers = answers;
        this.time = time;
    }

    /** Takes writes to be made; returns at once. */
    public void submit(List<Write> writes) {
        for (Write write : writes) {
            Thread thread = Thread.ofVirtual().name("write " + write.id()).unstarted(() -> carryOut(write));
            running.add(thread);
            thread.start();
        }
    }

    private void carryOut(Write write) {
        Result result = new Result.NotSent();
        try {
            result = attempt(write);
        } catch (InterruptedException e) {
            // Whether a call that was being made took effect is seen by watching.
            result = new Result.NotSent();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("object", write.id()).log("defect: a write could not be made");
            result = new Result.Failed("defect: " + e, Optional.empty());
        } finally {
            answers.accept(new Written(write, result));
            running.remove(Thread.currentThread());
        }
    }

    private Result attempt(Write write) throws InterruptedException {
        String cluster = write.id().cluster();
        Lane lane = lanes.computeIfAbsent(cluster, absent -> new Lane(settings.atOnce()));
        lane.places.acquire();
        try {
            if (ending || !leadership.mayWrite()) {
                return new Result.NotSent();
            }
            if (time.instant().isBefore(lane.brokenUntil)) {
                return new Result.Failed(lane.broken, Optional.empty());
            }
            Optional<KubeApi> api = apis.apply(cluster);
            if (api.isEmpty()) {
                return new Result.Failed(
                        "the cluster is not registered, or its kubeconfig cannot be used", Optional.empty());
            }
            Instant start = time.instant();
            Outcome outcome = new Calls(api.get(), settings.fieldManager(), leadership, respondent).make(write);
            if (outcome.unreachable()) {
                lane.broken = ((Result.Failed) outcome.result()).message();
                lane.brokenUntil = time.instant().plus(BROKEN);
            }
            Result result = apis.apply(cluster).equals(api) ? outcome.result() : OF_ANOTHER_SESSION;
            audit(write, result, Duration.between(start, time.instant()));
            return result;
        } finally {
            lane.places.release();
        }
    }

    /**
     * What became of a call.
     *
     * @param unreachable whether no connection could be made
     */
    record Outcome(Result result, boolean unreachable) {}

    private static void audit(Write write, Result result, Duration took) {
        ObjectId id = write.id();
        LOG.atInfo()
                .addKeyValue("cluster", id.cluster().isEmpty() ? "management" : id.cluster())
                .addKeyValue("object", id.kind() + " " + id.namespace() + "/" + id.name())
                .addKeyValue("ms", took.toMillis())
                .log("{}: {}", write.getClass().getSimpleName(), words(result));
    }

    private static String words(Result result) {
        return switch (result) {
            case Result.Done done -> "done";
            case Result.Overtaken overtaken -> "overtaken; it is decided again";
            case Result.Refused refused -> "refused: " + refused.code() + " " + refused.message();
            case Result.Failed failed -> "failed: " + failed.message();
            case Result.NotSent notSent -> "not sent";
        };
    }

    /** Finishes the calls that are being made and answers all other writes with "not sent". */
    @Override
    public void close() {
        ending = true;
        Instant end = time.instant().plus(LAST_CALLS);
        boolean interrupted = false;
        for (Thread thread : running) {
            try {
                Duration left = Duration.between(time.instant(), end);
                if (left.isNegative() || !thread.join(left)) {
                    thread.interrupt();
                    thread.join(LAST_WORDS);
                }
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
