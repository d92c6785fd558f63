// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.step.ClusterView.Contact;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows whether a cluster is alive and how its readings stand, and tells what is known of it. Safe for several threads. */
final class Pulse {

    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final String PROBE = "/version";

    private final String cluster;
    private final ClusterViews views;
    private final LifeTimes times;
    private final InstantSource time;
    private final Bell bell = new Bell();
    private final ClusterState state;
    private Life life;
    private Listener listener = new Listener() {};

    /** Who acts on it. */
    interface Listener {

        /** The cluster counts as silent from now on; its watches may be dead. */
        default void silent() {}

        /** A silent cluster has answered for the first time. */
        default void answersAgain() {}
    }

    Pulse(String cluster, List<Reading> readings, LifeTimes times, ClusterViews views, InstantSource time) {
        this.cluster = cluster;
        this.views = views;
        this.times = times;
        this.time = time;
        this.state = new ClusterState(times, readings);
        this.life = Life.begin(times, time.instant());
    }

    synchronized void listen(Listener other) {
        listener = other;
        publish();
    }

    /** How a reading stands, as it was told last. */
    synchronized ReadState of(Reading reading) {
        return state.of(reading);
    }

    synchronized void tell(Reading reading, ReadState now) {
        ReadState before = state.of(reading);
        state.tell(reading, now);
        if (!before.getClass().equals(now.getClass())) {
            LOG.atInfo()
                    .addKeyValue("cluster", label())
                    .log("{} {}", reading, state.of(reading).words());
        }
        publish();
    }

    /** All readings are as good as interrupted: they are about to be begun anew. */
    synchronized void interrupt() {
        state.interrupt(time.instant());
        publish();
    }

    void answered() {
        change(before -> before.answered(time.instant()));
    }

    /** A connection could not be made or broke, or nothing came in time. */
    void failed(Failure.NoAnswer failure) {
        if (failure.kind() != Failure.Kind.TIMEOUT) {
            change(Life::suspected);
            bell.ring();
        }
    }

    /**
     * Sends a probe if one is due.
     *
     * @return how long to wait before looking again
     */
    Duration step(KubeApi api) throws InterruptedException {
        Instant now = time.instant();
        change(before -> before.at(now));
        if (probeAt().isAfter(now)) {
            return earlier(Duration.between(now, probeAt()), times.silence().dividedBy(2));
        }
        change(before -> before.probing(now));
        try {
            api.call(ApiCall.get(PROBE).within(timeout(now)));
            answered();
        } catch (ApiException e) {
            if (e.failure() instanceof Failure.NoAnswer none) {
                boolean connection = none.kind() != Failure.Kind.TIMEOUT;
                change(before -> before.unanswered(connection, none.message()).at(time.instant()));
            } else {
                answered();
            }
        }
        return Duration.ZERO;
    }

    /** Waits, but not longer than until something gives reason to look again. */
    void await(Duration atMost) throws InterruptedException {
        bell.await(atMost);
    }

    private synchronized Instant probeAt() {
        return life.probeAt();
    }

    private synchronized Duration timeout(Instant now) {
        return life.probeTimeout(ApiCall.TIMEOUT, now);
    }

    private static Duration earlier(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private synchronized void change(UnaryOperator<Life> change) {
        Life before = life;
        life = change.apply(before);
        if (life.silent().isPresent() && before.silent().isEmpty()) {
            state.interrupt(life.proof().orElse(life.begun()));
            listener.silent();
        }
        boolean answersNow = life.silent().flatMap(Life.Silence::back).isPresent();
        boolean answeredBefore = before.silent().flatMap(Life.Silence::back).isPresent();
        if (before.silent().isPresent()
                && !answeredBefore
                && (answersNow || life.silent().isEmpty())) {
            listener.answersAgain();
        }
        logChange(before.contact(), life.contact());
        // Each event of each watch is an answer; what is known becomes another one by few of them.
        if (!before.contact().equals(life.contact()) || state.changesWithTime()) {
            publish();
        }
    }

    private String label() {
        return cluster.equals(ObjectId.MANAGEMENT) ? "management" : cluster;
    }

    private void logChange(Contact before, Contact now) {
        if (before.equals(now)) {
            return;
        }
        switch (now) {
            case Contact.Alive alive ->
                LOG.atInfo().addKeyValue("cluster", label()).log("cluster is alive");
            case Contact.Silent silent ->
                LOG.atWarn()
                        .addKeyValue("cluster", label())
                        .addKeyValue("since", silent.since())
                        .log("cluster is silent: {}", silent.message());
            case Contact.Connecting connecting -> {
                // where it begins
            }
        }
    }

    private void publish() {
        Contact contact = life.contact();
        views.watched(cluster, state.knowledge(contact, time.instant()), contact);
    }
}
