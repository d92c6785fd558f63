// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one server under one revision that grows by one per write. Writes exclude each other; whoever reads,
 * decides and writes does so inside {@link #locked}. Reads never wait for a reader.
 */
public final class Store {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Shelf> shelves = new ConcurrentHashMap<>();
    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
    private final Journal journal;
    private final int history;
    private volatile long revision;

    /**
     * @param journal where writes go before they are answered; what it holds already is taken over
     * @param history how many changes a resource remembers for watches and continued lists
     */
    public Store(Journal journal, int history) {
        this.journal = journal;
        this.history = history;
        this.revision =
                journal.replay(stored -> shelf(stored.key().resource()).objects.put(stored.key(), stored));
        shelves.values().forEach(shelf -> shelf.forgotten = revision);
    }

    private Shelf shelf(String resource) {
        return shelves.computeIfAbsent(resource, name -> new Shelf());
    }

    /** The revision of the newest write. */
    public long revision() {
        return revision;
    }

    /** Runs a decision and its writes without any other write in between. Not for I/O. */
    public <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Called with each change, in order, inside the lock: note it, do the work elsewhere. */
    public void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    public Optional<Stored> get(Key key) {
        return locked(() -> Optional.ofNullable(shelf(key.resource()).objects.get(key)));
    }

    /** Writes an object; sets its resourceVersion. */
    public Stored put(Key key, ObjectNode object) {
        return locked(() -> {
            Shelf shelf = shelf(key.resource());
            long next = revision + 1;
            Json.child(object, "metadata").put("resourceVersion", Long.toString(next));
            Stored after = Stored.of(key, next, object);
            journal.put(after);
            Stored before = shelf.objects.put(key, after);
            publish(shelf, new Change(before, after, false));
            return after;
        });
    }

    /** Removes an object; {@code last} is the state that watchers see. Nothing happens when it is gone already. */
    public void remove(Key key, ObjectNode last) {
        locked(() -> {
            Shelf shelf = shelf(key.resource());
            Stored before = shelf.objects.get(key);
            if (before != null) {
                long next = revision + 1;
                Json.child(last, "metadata").put("resourceVersion", Long.toString(next));
                journal.remove(key, next);
                shelf.objects.remove(key);
                publish(shelf, new Change(before, Stored.of(key, next, last), true));
            }
            return revision;
        });
    }

    private void publish(Shelf shelf, Change change) {
        revision = change.revision();
        shelf.log.addLast(change);
        if (shelf.log.size() > history) {
            shelf.forgotten = shelf.log.removeFirst().revision();
        }
        listeners.forEach(listener -> listener.accept(change));
        shelf.feeds.forEach(feed -> feed.offer(change));
    }

    /** All objects of a resource, of one namespace or of all (null), now. */
    public Listing list(String resource, @Nullable String namespace) {
        return locked(() -> new Listing(
                new ArrayList<>(shelf(resource).range(resource, namespace, null).values()), revision));
    }

    /**
     * The same as it was at an earlier revision.
     *
     * @param after only objects behind this key; null for all
     * @throws CompactedException when history does not reach back that far
     */
    public Listing listAt(String resource, @Nullable String namespace, @Nullable Key after, long wanted) {
        return locked(() -> {
            Shelf shelf = shelf(resource);
            if (wanted < shelf.forgotten) {
                throw new CompactedException(shelf.forgotten);
            }
            NavigableMap<Key, Stored> now = shelf.range(resource, namespace, after);
            if (shelf.log.isEmpty() || shelf.log.getLast().revision() <= wanted) {
                return new Listing(new ArrayList<>(now.values()), wanted);
            }
            TreeMap<Key, Stored> then = new TreeMap<>(now);
            for (Iterator<Change> newer = shelf.log.descendingIterator(); newer.hasNext(); ) {
                Change change = newer.next();
                if (change.revision() <= wanted) {
                    break;
                }
                Key key = change.after().key();
                boolean asked = (namespace == null || key.namespace().equals(namespace))
                        && (after == null || key.compareTo(after) > 0);
                Stored before = change.before();
                if (asked && before == null) {
                    then.remove(key);
                } else if (asked && before != null) {
                    then.put(key, before);
                }
            }
            return new Listing(new ArrayList<>(then.values()), wanted);
        });
    }

    /**
     * All changes after a revision, first those of history, then new ones as they come.
     *
     * @param capacity how many changes may wait for the reader
     * @throws CompactedException when history does not reach back that far
     */
    public Feed watch(String resource, Predicate<Key> wanted, long after, int capacity) {
        return locked(() -> {
            Shelf shelf = shelf(resource);
            if (after < shelf.forgotten) {
                throw new CompactedException(shelf.forgotten);
            }
            List<Change> missed = new ArrayList<>();
            for (Change change : shelf.log) {
                if (change.revision() > after) {
                    missed.add(change);
                }
            }
            List<Feed> self = new ArrayList<>();
            Feed feed = new Feed(wanted, capacity, missed, () -> shelf.feeds.removeAll(self));
            self.add(feed);
            shelf.feeds.add(feed);
            return feed;
        });
    }

    /** Forgets all history: older watches and continued lists get "gone". */
    public void compact() {
        locked(() -> {
            shelves.values().forEach(shelf -> {
                shelf.log.clear();
                shelf.forgotten = revision;
            });
            return revision;
        });
    }

    /** Ends open watches of a resource, or of all (null). */
    public void dropFeeds(@Nullable String resource) {
        shelves.forEach((name, shelf) -> {
            if (resource == null || resource.equals(name)) {
                shelf.feeds.forEach(Feed::drop);
            }
        });
    }

    /** Resources that have or had objects, sorted. */
    public List<String> resources() {
        return shelves.keySet().stream().sorted().toList();
    }
}
