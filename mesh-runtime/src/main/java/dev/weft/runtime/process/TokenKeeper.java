// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.cluster.TokenRenewer;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.watch.Receiver;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the tokens of all registrations, each in a thread of its own, so that a cluster out of reach holds up no other. Safe for
 * several threads.
 */
final class TokenKeeper implements Receiver, AutoCloseable {

    private final Expiries expiries;
    private final Map<String, Kept> kept = new TreeMap<>();
    private @Nullable Function<String, TokenRenewer> renewers;
    private boolean ended;

    TokenKeeper(Expiries expiries) {
        this.expiries = expiries;
    }

    /**
     * Comes before all else.
     *
     * @param by makes the renewer of a cluster
     */
    synchronized void start(Function<String, TokenRenewer> by) {
        renewers = by;
    }

    @Override
    public synchronized void put(RawObject secret) {
        Function<String, TokenRenewer> by = Objects.requireNonNull(renewers, "has not been started");
        if (!ended) {
            kept.computeIfAbsent(secret.id().name(), cluster -> new Kept(cluster, by.apply(cluster)))
                    .follow(secret);
        }
    }

    /** When it returns nothing more is told of that cluster. */
    @Override
    public void gone(ObjectId secret) {
        Kept one;
        synchronized (this) {
            one = kept.remove(secret.name());
        }
        if (one != null) {
            // Not under the lock: a step that is being made may want it to tell of an answer.
            one.stepper.close();
            expiries.expires(secret.name(), Optional.empty());
        }
    }

    /** Something about a cluster may be another; what its tokens come to is told again. */
    synchronized void look(String cluster) {
        Kept one = kept.get(cluster);
        if (one != null) {
            one.stepper.ring();
        }
    }

    /** Whether a cluster's API server knows who calls; false after an answer 401. */
    synchronized void accepted(String cluster, boolean known) {
        Kept one = kept.get(cluster);
        if (one != null) {
            one.renewer.accepted(known);
            one.stepper.ring();
        }
    }

    @Override
    public void close() {
        List<Kept> all;
        synchronized (this) {
            ended = true;
            all = List.copyOf(kept.values());
            kept.clear();
        }
        all.forEach(one -> one.stepper.close());
    }

    private final class Kept {
        private final TokenRenewer renewer;
        private final Stepper stepper;

        private Kept(String cluster, TokenRenewer renewer) {
            this.renewer = renewer;
            this.stepper = new Stepper("tokens " + cluster, () -> {
                expiries.expires(cluster, renewer.expires());
                return renewer.step();
            });
        }

        private void follow(RawObject secret) {
            renewer.follow(secret);
            stepper.ring();
        }
    }
}
