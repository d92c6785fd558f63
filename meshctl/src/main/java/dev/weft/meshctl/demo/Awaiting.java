// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.meshctl.live.CommandFailedException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for what must come to be, all of it within one time. */
final class Awaiting {

    private static final Duration PAUSE = Duration.ofMillis(4);

    private final Duration longest;
    private final long end;

    /** @param longest for everything that is waited for, from now on */
    Awaiting(Duration longest) {
        this.longest = longest;
        this.end = System.nanoTime() + longest.toNanos();
    }

    /**
     * Waits.
     *
     * @param what is awaited, for the message
     * @param instead what is there instead; empty once it has come
     * @return how long it took
     * @throws CommandFailedException saying both when the time is over
     */
    Duration until(String what, Supplier<Optional<String>> instead)
            throws CommandFailedException, InterruptedException {
        long start = System.nanoTime();
        Optional<String> found = look(instead);
        while (found.isPresent()) {
            if (System.nanoTime() > end) {
                throw new CommandFailedException(
                        "the demo has not come to this within " + longest.toSeconds() + " s: " + what + "; instead: "
                                + found.get(),
                        "On a busy machine allow more with --timeout, for example --timeout 300s.");
            }
            Thread.sleep(PAUSE);
            found = look(instead);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** A server that has just come back may break a connection once more. */
    private static Optional<String> look(Supplier<Optional<String>> instead) {
        try {
            return instead.get();
        } catch (UncheckedIOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
