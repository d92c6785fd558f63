// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.kube.WatchStream;
import dev.weft.runtime.kube.WatchStream.Next;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one reading up to date: finds the kind, lists it, watches it from there, and starts where it must when something breaks. It is a
 * machine without a thread: each {@link #step} does one thing, which may block on the network, and says how long to wait before the next.
 * One thread at a time, but for {@link #renew}.
 */
final class Reflector implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reflector.class);
    private static final int SHORTEST_WATCH_SECONDS = 300;
    private static final Duration OVERDUE = Duration.ofSeconds(30);
    private static final int OFTEN = 6;
    private static final Duration SHORTEST_LOOK = Duration.ofMillis(1);

    private final String cluster;
    private final Reading reading;
    private final KubeApi api;
    private final ServedKinds served;
    private final Lister lister;
    private final Decoder decoder;
    private final Delivered delivered;
    private final WatchSettings settings;
    private final InstantSource time;
    private final RandomGenerator chance;
    private final Consumer<ReadState> listener;

    private Phase phase = new Phase.Looking();
    private ReadState told;
    /** Steps since something was last heard from a watch that did not bring us forward; decides about pauses. */
    private int setbacks;
    /** Failures since a watch was last open. */
    private int failures;
    /** How often the kind was looked for since it was there last. */
    private int absences;
    /** When to list again because an item of the last list could not be decoded; {@link Instant#MAX} when all could. */
    private Instant listAgain = Instant.MAX;

    private volatile boolean renewal;
    /** The stream that is waited on, for whoever ends the wait. */
    private volatile @Nullable WatchStream waiting;

    /**
     * @param delivered what this reading has passed on, also by an earlier reflector
     * @param told how the reading stands before the first step
     * @param listener told of each other state
     */
    Reflector(
            ReflectorPorts ports, Reading reading, Delivered delivered, ReadState told, Consumer<ReadState> listener) {
        this.cluster = ports.cluster();
        this.reading = reading;
        this.api = ports.api();
        this.served = ports.served();
        this.settings = ports.settings();
        this.time = ports.time();
        this.chance = ports.chance();
        this.delivered = delivered;
        this.told = told;
        this.listener = listener;
        this.decoder = new Decoder(cluster, reading.kind());
        this.lister = new Lister(reading, api, decoder, delivered, ports.lists(), settings.page());
    }

    /**
     * Does the next thing.
     *
     * @return how long to wait before the next step, unless there is news
     */
    Duration step() throws InterruptedException {
        try {
            return switch (phase) {
                case Phase.Looking looking -> look();
                case Phase.Listing listing -> list(listing);
                case Phase.Opening opening -> open(opening);
                case Phase.Watching watching -> read(watching);
            };
        } catch (ApiException e) {
            return failed(e);
        } catch (UndecodableException e) {
            return undecodable(e);
        } catch (RuntimeException e) {
            return broken(e);
        }
    }

    /** The watch is not to be trusted any more, because its cluster was silent; it ends, and the next step opens another one. */
    void renew() {
        renewal = true;
        WatchStream stream = waiting;
        if (stream != null) {
            stream.close();
        }
    }

    /** Ends an open watch. */
    @Override
    public void close() {
        if (phase instanceof Phase.Watching watching) {
            waiting = null;
            watching.stream().close();
            phase = new Phase.Opening(watching.type(), watching.version());
        }
    }

    private Duration look() throws ApiException, InterruptedException {
        Optional<ResourceType> type = served.find(reading.kind(), reading.versions());
        if (type.isPresent()) {
            absences = 0;
            phase = new Phase.Listing(type.get());
            return Duration.ZERO;
        }
        int gone = delivered.only(Set.of());
        delivered.complete();
        if (gone > 0) {
            LOG.atInfo()
                    .addKeyValue("cluster", cluster)
                    .addKeyValue("kind", reading)
                    .addKeyValue("gone", gone)
                    .log("kind is no longer served");
        }
        fine();
        setbacks = 0;
        // Somebody may be installing it; what is not there after a while is not missed.
        absences++;
        return absences <= OFTEN ? settings.absent() : settings.absent().multipliedBy(OFTEN);
    }

    private Duration list(Phase.Listing listing) throws ApiException, UndecodableException, InterruptedException {
        renewal = false;
        Lister.Listed listed = lister.list(listing.type());
        phase = new Phase.Opening(listing.type(), listed.resourceVersion());
        if (!listed.undecodable().isEmpty()) {
            listAgain = time.instant().plus(settings.denied());
            LOG.atWarn()
                    .addKeyValue("cluster", cluster)
                    .addKeyValue("kind", reading)
                    .addKeyValue("items", listed.undecodable().size())
                    .addKeyValue("first", listed.undecodable().get(0))
                    .log("items of a list cannot be decoded; nothing of this kind counts as gone until they can");
            deny(Reasons.UNDECODABLE);
            return Duration.ZERO;
        }
        listAgain = Instant.MAX;
        delivered.complete();
        if (!(told instanceof ReadState.Denied)) {
            fine();
        }
        LOG.atDebug()
                .addKeyValue("cluster", cluster)
                .addKeyValue("kind", reading)
                .addKeyValue("objects", listed.size())
                .addKeyValue("gone", listed.gone())
                .log("listed");
        return Duration.ZERO;
    }

    private Duration open(Phase.Opening opening) throws ApiException, InterruptedException {
        renewal = false;
        int seconds = SHORTEST_WATCH_SECONDS + chance.nextInt(SHORTEST_WATCH_SECONDS + 1);
        WatchStream stream = api.watch(reading.watchPath(opening.type(), opening.version(), seconds));
        Instant now = time.instant();
        Instant end = now.plusSeconds(seconds).plus(OVERDUE);
        phase = new Phase.Watching(opening.type(), stream, opening.version(), now, end);
        waiting = stream; // before anybody asks whether to renew it
        if (listAgain.equals(Instant.MAX)) {
            fine();
        }
        return Duration.ZERO;
    }

    private Duration read(Phase.Watching watching) throws ApiException, UndecodableException, InterruptedException {
        if (!time.instant().isBefore(listAgain)) {
            close();
            phase = watching.again();
            return Duration.ZERO;
        }
        if (renewal) {
            close();
            return Duration.ZERO;
        }
        return switch (watching.stream().next(untilNextLook(watching))) {
            case Next.Event event -> take(event, watching);
            case Next.Silence silence -> silence(watching);
            case Next.End end -> {
                settle(watching);
                close();
                yield renewal ? Duration.ZERO : pause();
            }
        };
    }

    /** Nobody has to look up before something is due: events end the wait, and so does {@link #renew}. */
    private Duration untilNextLook(Phase.Watching watching) {
        Instant due = watching.heard().plus(settings.quiet());
        due = due.isBefore(watching.end()) ? due : watching.end();
        due = due.isBefore(listAgain) ? due : listAgain;
        Duration wait = Duration.between(time.instant(), due);
        return wait.compareTo(SHORTEST_LOOK) > 0 ? wait : SHORTEST_LOOK;
    }

    /** A watch that was open in peace for a while has brought us forward. */
    private void settle(Phase.Watching watching) {
        if (!time.instant().isBefore(watching.heard().plus(settings.steady()))) {
            setbacks = 0;
        }
    }

    private Duration take(Next.Event event, Phase.Watching watching) throws UndecodableException, InterruptedException {
        switch (event.type()) {
            case "ADDED", "MODIFIED" -> {
                RawObject object = decoder.object(event.object(), watching.type());
                delivered.put(object);
            }
            case "DELETED" -> {
                ObjectId id = decoder.id(event.object(), watching.type());
                delivered.gone(id);
            }
            case "BOOKMARK" -> {
                // brings a resourceVersion only
            }
            default -> {
                return refused(event, watching);
            }
        }
        phase = watching.hearing(Decoder.version(event.object()), time.instant());
        setbacks = 0;
        return Duration.ZERO;
    }

    /** The server cannot go on from where we are: 410 when it has forgotten, anything else when it is in trouble. */
    private Duration refused(Next.Event event, Phase.Watching watching) {
        LOG.atInfo()
                .addKeyValue("cluster", cluster)
                .addKeyValue("kind", reading)
                .addKeyValue("code", event.object().path("code").asInt())
                .log(
                        "the server has ended a watch: {}",
                        event.object().path("message").asText(""));
        close();
        phase = watching.again();
        failing("");
        return pause();
    }

    private Duration silence(Phase.Watching watching) {
        settle(watching);
        Instant now = time.instant();
        if (!now.isBefore(watching.heard().plus(settings.quiet())) || !now.isBefore(watching.end())) {
            close();
        }
        return Duration.ZERO;
    }

    private Duration failed(ApiException e) {
        if (phase instanceof Phase.Watching watching) {
            settle(watching);
        }
        Phase next = phase.after(e.code());
        close();
        phase = next;
        failures++;
        LOG.atDebug()
                .addKeyValue("cluster", cluster)
                .addKeyValue("kind", reading)
                .addKeyValue("failures", failures)
                .log("cannot read: {}", e.getMessage());
        if (e.code() == 403) {
            deny(Reasons.FORBIDDEN);
            return settings.denied();
        }
        failing(Reasons.of(e));
        Duration pause = pause();
        Duration asked = e.failure() instanceof Failure.Refused refused
                ? refused.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
        return asked.compareTo(pause) > 0 ? asked : pause;
    }

    private Duration undecodable(UndecodableException e) {
        LOG.atWarn()
                .addKeyValue("cluster", cluster)
                .addKeyValue("kind", reading)
                .log("cannot be decoded: {}", e.getMessage());
        Phase next = phase.again();
        close();
        phase = next;
        failures++;
        failing(Reasons.UNDECODABLE);
        return pause();
    }

    private Duration broken(RuntimeException e) {
        LOG.atError()
                .addKeyValue("cluster", cluster)
                .addKeyValue("kind", reading)
                .setCause(e)
                .log("defect in reading a kind; it is read anew");
        close();
        phase = new Phase.Looking();
        failures++;
        failing("InternalError");
        return pause();
    }

    /** The first time at once, then ever longer while nothing is heard from a watch. */
    private Duration pause() {
        int before = setbacks++;
        return before == 0 ? Duration.ZERO : settings.backoff().after(before, chance.nextDouble());
    }

    private void fine() {
        failures = 0;
        tell(new ReadState.Current());
    }

    /** @param reason for a kind that has never been listed */
    private void failing(String reason) {
        if (told instanceof ReadState.Denied) {
            return;
        }
        if (delivered.isComplete()) {
            Instant since = told instanceof ReadState.Interrupted before ? before.since() : time.instant();
            tell(new ReadState.Interrupted(since, failures > 1));
        } else {
            tell(new ReadState.Pending(reason.isEmpty() ? Reasons.CONNECTING : reason));
        }
    }

    private void deny(String reason) {
        if (!(told instanceof ReadState.Denied before && before.reason().equals(reason))) {
            tell(new ReadState.Denied(reason, time.instant()));
        }
    }

    private void tell(ReadState state) {
        told = state;
        listener.accept(state);
    }
}
