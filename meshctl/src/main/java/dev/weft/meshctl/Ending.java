// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An end by SIGINT or SIGTERM in good order: the command's thread is told, closes what it has opened, and only then the JVM ends. Who waits
 * for the signal ends with exit code 0; who is interrupted by it with the JVM's own (128 and the signal).
 */
final class Ending implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Thread owner = Thread.currentThread();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::end, "ending");
    private volatile boolean waits;

    private Ending() {}

    static Ending onSignal() {
        Ending ending = new Ending();
        Runtime.getRuntime().addShutdownHook(ending.hook);
        return ending;
    }

    /** Whether the signal has come; what fails from then on fails because of it. */
    boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Waits for the signal. */
    void await() throws InterruptedException {
        waits = true;
        asked.await();
    }

    private void end() {
        boolean waited = waits;
        asked.countDown();
        if (!waited) {
            owner.interrupt();
        }
        try {
            if (closed.await(LONGEST.toSeconds(), TimeUnit.SECONDS) && waited) {
                Runtime.getRuntime().halt(ExitCode.OK);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Last of all: everything else is closed. */
    @Override
    public void close() {
        closed.countDown();
        if (asked.getCount() > 0) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The signal has come just now; the hook has nothing to wait for any more.
            }
        }
    }
}
