// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import java.time.Duration;
import java.util.Optional;

/** Whether passes are made. Safe for several threads. */
public final class LoopHealth implements LoopListener {

    private volatile Optional<String> problem = Optional.of("no pass has been made yet");
    private volatile Optional<String> death = Optional.empty();

    @Override
    public void passed(long number, Duration took, int objects, int writes) {
        problem = Optional.empty();
    }

    @Override
    public void failed(long number, String message) {
        problem = Optional.of("pass " + number + " has failed: " + message);
    }

    @Override
    public void died(long number, String message) {
        death = Optional.of("no passes are made after pass " + number + ", which has ended the loop: " + message);
    }

    /** Why no pass will ever be made again; empty while there may be more. */
    public Optional<String> death() {
        return death;
    }

    /** What is wrong, empty when the last pass went well. */
    public Optional<String> problem() {
        return problem;
    }
}
