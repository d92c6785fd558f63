// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Wakes one waiting thread. A ring that comes while nobody waits ends the next wait at once. */
public final class Bell {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private boolean ringing;

    /** Ends the wait, or the next one. */
    public void ring() {
        lock.lock();
        try {
            ringing = true;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a ring. */
    public void await(Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (!ringing && left > 0) {
                left = rung.awaitNanos(left);
            }
            ringing = false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a ring, however long it takes. */
    public void await() throws InterruptedException {
        await(Duration.ofNanos(TimeUnit.DAYS.toNanos(10_000)));
    }
}
