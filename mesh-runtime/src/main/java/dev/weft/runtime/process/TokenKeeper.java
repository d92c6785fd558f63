// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.cluster.TokenRenewer;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.watch.Bell;
import dev.weft.runtime.watch.Receiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the tokens of all registrations, each in a thread of its own, so that a cluster out of reach holds up no other. Safe for
 * several threads.
 */
final class TokenKeeper implements Receiver, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TokenKeeper.class);

    private final Expiries expiries;
    private final Map<String, Kept> kept = new TreeMap<>();
    /** Secrets that came before it was known how tokens are renewed. */
    private final List<RawObject> early = new ArrayList<>();

    private @Nullable Function<String, TokenRenewer> renewers;
    private boolean ended;

    TokenKeeper(Expiries expiries) {
        this.expiries = expiries;
    }

    /** @param by makes the renewer of a cluster */
    synchronized void start(Function<String, TokenRenewer> by) {
        renewers = by;
        early.forEach(this::put);
        early.clear();
    }

    @Override
    public synchronized void put(RawObject secret) {
        Function<String, TokenRenewer> by = renewers;
        if (by == null) {
            early.add(secret);
        } else if (!ended) {
            kept.computeIfAbsent(secret.id().name(), cluster -> new Kept(cluster, by.apply(cluster)))
                    .follow(secret);
        }
    }

    /** When it returns nothing more is told of that cluster. */
    @Override
    public synchronized void gone(ObjectId secret) {
        early.removeIf(waiting -> waiting.id().equals(secret));
        Kept one = kept.remove(secret.name());
        if (one != null) {
            one.end();
            expiries.expires(secret.name(), Optional.empty());
        }
    }

    /** Something about a cluster may be another; what its tokens come to is told again. */
    synchronized void look(String cluster) {
        Kept one = kept.get(cluster);
        if (one != null) {
            one.bell.ring();
        }
    }

    /** Whether a cluster's API server knows who calls; false after an answer 401. */
    synchronized void accepted(String cluster, boolean known) {
        Kept one = kept.get(cluster);
        if (one != null) {
            one.renewer.accepted(known);
            one.bell.ring();
        }
    }

    @Override
    public synchronized void close() {
        ended = true;
        kept.values().forEach(Kept::end);
        kept.clear();
    }

    private final class Kept {
        private final String cluster;
        private final TokenRenewer renewer;
        private final Bell bell = new Bell();
        private final Thread thread;

        private Kept(String cluster, TokenRenewer renewer) {
            this.cluster = cluster;
            this.renewer = renewer;
            this.thread = Thread.ofVirtual().name("tokens " + cluster).start(this::run);
        }

        private void follow(RawObject secret) {
            renewer.follow(secret);
            bell.ring();
        }

        private void run() {
            try {
                bell.await();
                while (true) {
                    expiries.expires(cluster, renewer.expires());
                    bell.await(renewer.step());
                }
            } catch (InterruptedException e) {
                LOG.atDebug().addKeyValue("cluster", cluster).log("tokens are not looked after any more");
            }
        }

        private void end() {
            thread.interrupt();
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
