// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator.SplittableGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one cluster: a thread for each reading and one that asks for a sign of life. Objects go to the inbox, what is known of the cluster
 * to the {@link ClusterViews}. Nothing that happens to one cluster touches another. Safe for several threads.
 *
 * <p>It ends in one of three ways: {@link #close} stops reading and leaves what was read as it is; {@link #forget} says in addition that
 * the cluster and its objects are gone; {@link #reopen} goes on with other credentials for the same server.
 */
public final class ClusterWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterWatch.class);
    private static final GroupKind DEFINITION = new GroupKind("apiextensions.k8s.io", "CustomResourceDefinition");

    private final String cluster;
    private final Surroundings surroundings;
    private final Pulse pulse;
    private final Map<Reading, Delivered> delivered = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    /** Those that run now; replaced as a whole. */
    private volatile Map<Reading, Runner> runners = Map.of();

    private volatile WitnessedApi witnessed;
    private boolean ended;

    /**
     * What all clusters share.
     *
     * @param chance for jitter; with the same seed the same pauses
     */
    public record Surroundings(
            Inbox inbox, ClusterViews views, WatchSettings settings, InstantSource time, SplittableGenerator chance) {}

    private record Runner(Reflector reflector, Bell bell) {}

    private ClusterWatch(
            String cluster,
            KubeApi api,
            List<Reading> readings,
            Surroundings surroundings,
            Map<Reading, Receiver> diverted) {
        this.cluster = cluster;
        this.surroundings = surroundings;
        this.pulse =
                new Pulse(cluster, readings, surroundings.settings().life(), surroundings.views(), surroundings.time());
        this.witnessed = new WitnessedApi(api, pulse);
        readings.forEach(reading -> delivered.put(reading, new Delivered(receiver(reading, diverted))));
    }

    /**
     * Starts to read.
     *
     * @param cluster registered name, or {@link ObjectId#MANAGEMENT}
     * @param api stays the caller's: it must be open as long as this is, and closed after it
     * @param readings which do not overlap
     */
    public static ClusterWatch open(
            String cluster, KubeApi api, ServedKinds served, List<Reading> readings, Surroundings surroundings) {
        return open(cluster, api, served, readings, surroundings, Map.of());
    }

    /** @param diverted readings whose objects go elsewhere and not to the inbox */
    public static ClusterWatch open(
            String cluster,
            KubeApi api,
            ServedKinds served,
            List<Reading> readings,
            Surroundings surroundings,
            Map<Reading, Receiver> diverted) {
        ClusterWatch watch = new ClusterWatch(cluster, api, readings, surroundings, diverted);
        watch.pulse.listen(watch.new Wake());
        watch.start(api, served);
        return watch;
    }

    /** The server as this watch uses it: each of its answers is a proof of life, so others should use it as well. */
    public KubeApi api() {
        return witnessed;
    }

    /** Which objects have been read, each with the resourceVersion that was read last. */
    public SortedMap<ObjectId, String> seen() {
        SortedMap<ObjectId, String> seen = new TreeMap<>();
        delivered.values().forEach(known -> seen.putAll(known.seen()));
        return seen;
    }

    /** The kind may be served since a moment ago: looks again at once if it was not. Definitions that are read here do so by themselves. */
    public void lookAgain(GroupKind kind) {
        runners.forEach((reading, runner) -> {
            if (reading.kind().equals(kind)) {
                runner.bell().ring();
            }
        });
    }

    /** What could not be read may be readable since a moment ago, because the credentials are others: tries it again at once. */
    public void lookAgain() {
        runners.values().forEach(runner -> runner.bell().ring());
    }

    /**
     * Goes on with another client for the same server, for example with a new client certificate. What was read stays, marked as stale, until the
     * new client has listed it; then exactly what differs is reported. When it may be another server, {@link #forget} and open anew.
     */
    public synchronized void reopen(KubeApi api, ServedKinds served) {
        if (ended) {
            throw new IllegalStateException("the watch of " + cluster + " has been closed");
        }
        stop();
        pulse.interrupt();
        witnessed = new WitnessedApi(api, pulse);
        start(api, served);
    }

    /** Stops reading because the cluster is no longer registered: all its objects are reported gone, then the cluster itself. */
    public synchronized void forget() {
        close();
        delivered.values().forEach(known -> known.only(Set.of()));
        surroundings.views().forget(cluster);
    }

    /** Stops reading. When it returns its threads have ended, and nothing more is reported. */
    @Override
    public synchronized void close() {
        ended = true;
        stop();
    }

    private void start(KubeApi api, ServedKinds served) {
        WatchSettings settings = surroundings.settings();
        Semaphore lists = new Semaphore(settings.lists());
        Map<Reading, Runner> started = new LinkedHashMap<>();
        delivered.forEach((reading, known) -> {
            ReflectorPorts ports = new ReflectorPorts(
                    cluster,
                    witnessed,
                    served,
                    lists,
                    settings,
                    surroundings.time(),
                    surroundings.chance().split());
            Reflector reflector =
                    new Reflector(ports, reading, known, pulse.of(reading), state -> pulse.tell(reading, state));
            started.put(reading, new Runner(reflector, new Bell()));
        });
        runners = started;
        started.forEach((reading, runner) -> run("watch " + cluster + " " + reading.kind(), () -> follow(runner)));
        run("probe " + cluster, () -> probe(api));
    }

    private void run(String name, Loop loop) {
        threads.add(Thread.ofVirtual().name(name).start(() -> {
            try {
                loop.run();
            } catch (InterruptedException e) {
                LOG.atDebug().addKeyValue("cluster", cluster).log("{} has ended", name);
            }
        }));
    }

    private interface Loop {
        void run() throws InterruptedException;
    }

    private static void follow(Runner runner) throws InterruptedException {
        try (Reflector reflector = runner.reflector()) {
            while (true) {
                Duration pause = reflector.step();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (!pause.isZero()) {
                    runner.bell().await(pause);
                }
            }
        }
    }

    private void probe(KubeApi api) throws InterruptedException {
        while (true) {
            pulse.await(pulse.step(api));
        }
    }

    private void stop() {
        threads.forEach(Thread::interrupt);
        Threads.awaitEnd(threads);
        threads.clear();
        runners = Map.of();
    }

    private Receiver receiver(Reading reading, Map<Reading, Receiver> diverted) {
        return reading.kind().equals(DEFINITION)
                ? new Definitions()
                : diverted.getOrDefault(reading, surroundings.inbox());
    }

    /** Passes definitions on, and looks for the kinds that they define. */
    private final class Definitions implements Receiver {

        @Override
        public void put(RawObject object) throws InterruptedException {
            surroundings.inbox().put(object);
            JsonNode spec = object.spec();
            lookAgain(new GroupKind(
                    spec.path("group").asText(""),
                    spec.path("names").path("kind").asText("")));
        }

        @Override
        public void gone(ObjectId id) {
            surroundings.inbox().gone(id);
        }
    }

    private final class Wake implements Pulse.Listener {

        @Override
        public void silent() {
            runners.values().forEach(runner -> runner.reflector().renew());
        }

        @Override
        public void answersAgain() {
            lookAgain();
        }
    }
}
