// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import java.time.Duration;
import java.util.Optional;

/** Waits until something is so, by looking again and again. */
public final class Awaiting {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private Awaiting() {}

    /** A look at the world. */
    @FunctionalInterface
    public interface Look {

        /** What is there instead of what is awaited; empty once it has come. */
        Optional<String> instead() throws Exception;
    }

    /**
     * Waits until it is so once.
     *
     * @param what is awaited, for the message
     * @return how long it took
     * @throws AssertionError saying what is there instead when the time is over; an exception of the look counts as not yet
     */
    public static Duration until(String what, Duration longest, Look look) throws InterruptedException {
        return steadily(what, longest, 1, look);
    }

    /**
     * Waits until it is so several times running: what is programmed into a proxy arrives at one worker or connection after the other.
     *
     * @param times how often it must be so without an exception
     */
    public static Duration steadily(String what, Duration longest, int times, Look look) throws InterruptedException {
        long start = System.nanoTime();
        int met = 0;
        while (true) {
            Optional<String> instead = instead(look);
            met = instead.isEmpty() ? met + 1 : 0;
            if (met == times) {
                return Duration.ofNanos(System.nanoTime() - start);
            }
            if (System.nanoTime() - start > longest.toNanos()) {
                throw new AssertionError("within " + longest.toSeconds() + " s it has not come to this: " + what
                        + "; instead: " + instead.orElse("it was so, but not " + times + " times running"));
            }
            if (instead.isPresent()) {
                Thread.sleep(PAUSE);
            }
        }
    }

    private static Optional<String> instead(Look look) throws InterruptedException {
        try {
            return look.instead();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return Optional.of(e.toString());
        }
    }
}
