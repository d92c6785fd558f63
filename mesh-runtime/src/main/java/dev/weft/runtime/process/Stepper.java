// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.watch.Bell;
import dev.weft.runtime.watch.Threads;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that makes the steps of a machine, from the first ring on. */
final class Stepper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Stepper.class);

    private final String name;
    private final Machine machine;
    private final Bell bell = new Bell();
    private final Thread thread;

    /** What is stepped. */
    @FunctionalInterface
    interface Machine {

        /**
         * Does what is due.
         *
         * @return how long to wait before the next step, unless somebody rings
         */
        Duration step() throws InterruptedException;
    }

    Stepper(String name, Machine machine) {
        this.name = name;
        this.machine = machine;
        this.thread = Thread.ofVirtual().name(name).start(this::run);
    }

    private void run() {
        try {
            bell.await();
            while (true) {
                bell.await(machine.step());
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("{} has ended", name);
        }
    }

    /** There is something to look at. */
    void ring() {
        bell.ring();
    }

    /** When it returns no step is being made any more. */
    @Override
    public void close() {
        thread.interrupt();
        Threads.awaitEnd(List.of(thread));
    }
}
