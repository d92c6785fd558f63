// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import java.util.Collection;

/** Threads that are about to end. */
public final class Threads {

    private Threads() {}

    /** Waits for their end, whoever interrupts the caller meanwhile; that is kept for later. One that was never started has ended. */
    public static void awaitEnd(Collection<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
