// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Changes on their way to one reader. The buffer is bounded: a reader that is too slow loses the feed, nobody waits for
 * it.
 */
public final class Feed implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final Deque<Change> changes = new ArrayDeque<>();
    private final Predicate<Key> wanted;
    private final int capacity;
    private final Runnable unsubscribe;
    private volatile boolean closed;
    private @Nullable Runnable whenClosed;

    Feed(Predicate<Key> wanted, int capacity, List<Change> missed, Runnable unsubscribe) {
        this.wanted = wanted;
        this.unsubscribe = unsubscribe;
        for (Change change : missed) {
            if (wanted.test(change.after().key())) {
                changes.add(change);
            }
        }
        // History that was asked for does not count: the reader has had no chance to take it yet.
        this.capacity = capacity + changes.size();
    }

    /** What to run when somebody else than the reader ends this feed; at once if it has ended already. */
    public void onClose(Runnable action) {
        boolean now;
        lock.lock();
        try {
            now = closed;
            whenClosed = action;
        } finally {
            lock.unlock();
        }
        if (now) {
            action.run();
        }
    }

    void offer(Change change) {
        if (!wanted.test(change.after().key())) {
            return;
        }
        boolean lost = false;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            lost = changes.size() >= capacity;
            if (!lost) {
                changes.add(change);
                arrived.signal();
            }
        } finally {
            lock.unlock();
        }
        if (lost) {
            drop();
        }
    }

    /** The next change, or null after the time, when the thread is interrupted, or when the feed has ended. */
    public @Nullable Change poll(long time, TimeUnit unit) {
        long left = unit.toNanos(time);
        lock.lock();
        try {
            while (changes.isEmpty() && !closed && left > 0) {
                left = arrived.awaitNanos(left);
            }
            return changes.poll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    public boolean isClosed() {
        return closed;
    }

    /** Ends the feed from outside: the reader was too slow, or a test wants it. */
    public void drop() {
        close();
        Runnable action;
        lock.lock();
        try {
            changes.clear();
            action = whenClosed;
        } finally {
            lock.unlock();
        }
        if (action != null) {
            action.run();
        }
    }

    @Override
    public void close() {
        unsubscribe.run();
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
