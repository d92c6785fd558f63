// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Batch;
import dev.weft.runtime.step.ClusterView;
import dev.weft.runtime.step.Written;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where everything arrives between two passes. Of each object and cluster only the last state is kept, so the order in which different ones
 * arrive never matters. Safe for several threads; one of them takes.
 */
public final class Inbox implements Receiver {

    /** How many objects may wait. */
    public static final int CAPACITY = 20_000;

    private final int capacity;
    private final InstantSource time;
    private final Bell bell = new Bell();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();

    private Map<ObjectId, RawObject> put = new HashMap<>();
    private Set<ObjectId> gone = new HashSet<>();
    private SortedMap<String, ClusterView> clusters = new TreeMap<>();
    private SortedSet<String> forgotten = new TreeSet<>();
    private List<Written> written = new ArrayList<>();
    private @Nullable Waiting waiting;

    /**
     * What waits to be taken.
     *
     * @param first when the first of it came
     * @param last when the last of it came
     * @param full whether somebody has to wait for room
     */
    public record Waiting(Instant first, Instant last, boolean full) {}

    public Inbox(InstantSource time) {
        this(CAPACITY, time);
    }

    /** @param capacity how many objects may wait before {@link #put} does */
    public Inbox(int capacity, InstantSource time) {
        this.capacity = capacity;
        this.time = time;
    }

    @Override
    public void put(RawObject object) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (put.size() >= capacity && !put.containsKey(object.id())) {
                waiting = waiting == null ? null : new Waiting(waiting.first(), waiting.last(), true);
                bell.ring();
                room.await();
            }
            gone.remove(object.id());
            put.put(object.id(), object);
            arrived();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void gone(ObjectId id) {
        change(() -> {
            put.remove(id);
            gone.add(id);
        });
    }

    /** What is known of a cluster now. */
    void view(String cluster, ClusterView view) {
        change(() -> {
            forgotten.remove(cluster);
            clusters.put(cluster, view);
        });
    }

    /** A cluster is no longer registered. */
    void forget(String cluster) {
        change(() -> {
            clusters.remove(cluster);
            forgotten.add(cluster);
        });
    }

    /** A write was answered. */
    public void written(Written answer) {
        change(() -> written.add(answer));
    }

    /** What waits, if anything does. */
    public Optional<Waiting> waiting() {
        lock.lock();
        try {
            return Optional.ofNullable(waiting);
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that waits. */
    public Batch take() {
        lock.lock();
        try {
            Batch batch = new Batch(new TreeMap<>(put), new TreeSet<>(gone), clusters, forgotten, written);
            put = new HashMap<>();
            gone = new HashSet<>();
            clusters = new TreeMap<>();
            forgotten = new TreeSet<>();
            written = new ArrayList<>();
            waiting = null;
            room.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the first thing arrives in an empty inbox, one is full, or {@link #wake} is called. */
    void await(Duration atMost) throws InterruptedException {
        bell.await(atMost);
    }

    /** Ends the wait for news. */
    void wake() {
        bell.ring();
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            arrived();
        } finally {
            lock.unlock();
        }
    }

    private void arrived() {
        Instant now = time.instant();
        if (waiting == null) {
            waiting = new Waiting(now, now, false);
            bell.ring();
        } else {
            waiting = new Waiting(waiting.first(), now, waiting.full());
        }
    }
}
