// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo.standin;

import dev.weft.certagent.agent.Handshakes;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.watch.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The stand-ins of one cluster, at work in a thread of their own until they are closed. */
public final class StandIns implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Rollouts rollouts;
    private final StandInIstiod istiod;
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread thread;
    private volatile String trouble = "";

    private StandIns(String name, Administrator cluster) throws IOException {
        rollouts = new Rollouts(cluster);
        istiod = StandInIstiod.open(cluster, InstantSource.system());
        thread = Thread.ofPlatform().name("stand-ins of " + name).daemon().unstarted(this::work);
    }

    /**
     * Starts them.
     *
     * @param name of the cluster
     */
    public static StandIns start(String name, Administrator cluster) throws IOException {
        StandIns standIns = new StandIns(name, cluster);
        standIns.thread.start();
        return standIns;
    }

    /** The way to istiod and proxies by the addresses of their pods. */
    public Handshakes network() {
        return istiod.network();
    }

    /** What they could not do when they last looked; empty for nothing. */
    public Optional<String> trouble() {
        return Optional.of(trouble).filter(what -> !what.isEmpty());
    }

    private void work() {
        try {
            do {
                look();
            } while (!ending.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            rollouts.step();
            istiod.step();
            trouble = "";
        } catch (CommandFailedException | UncheckedIOException e) {
            // The server is away, or something has changed meanwhile: what is left is done the next time.
            trouble = String.valueOf(e.getMessage());
        }
    }

    /** Ends after what was begun: an interrupt in the middle of a write could cost the server its file. */
    @Override
    public void close() throws IOException {
        ending.countDown();
        Threads.awaitEnd(List.of(thread));
        istiod.close();
    }
}
