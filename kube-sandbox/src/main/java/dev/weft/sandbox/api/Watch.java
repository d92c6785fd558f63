// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Resource;
import dev.weft.sandbox.store.Change;
import dev.weft.sandbox.store.Feed;
import dev.weft.sandbox.store.Store;
import dev.weft.sandbox.store.Stored;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open watch, read by one thread. It ends when {@link #next} says so: its time is over, it was closed, or its reader
 * was too slow.
 */
public final class Watch implements AutoCloseable {
    private static final long LONGEST_SECONDS = 1800;
    /** About as often as kube-apiserver, and like there whether anything has changed or not: readers take it for a sign of life. */
    private static final long BOOKMARK_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Resource resource;
    private final Store store;
    private final Feed feed;
    private final Deque<WatchEvent> ready = new ArrayDeque<>();
    private final Selection selection;
    private final boolean bookmarks;
    private final long end;
    private long bookmarkAt = System.nanoTime() + BOOKMARK_NANOS;

    Watch(Call call, Store store, Feed feed, List<Stored> initial, Selection selection, boolean tellInitialEnd) {
        this.resource = call.resource();
        this.store = store;
        this.feed = feed;
        this.selection = selection;
        this.bookmarks = call.options().flag("allowWatchBookmarks");
        long seconds = call.options().number("timeoutSeconds");
        this.end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds > 0 ? seconds : LONGEST_SECONDS);
        initial.forEach(object -> ready.add(new WatchEvent("ADDED", Versions.bytes(resource, object))));
        if (tellInitialEnd && bookmarks) {
            ready.add(bookmark(store.revision(), true));
        }
    }

    /** What to run when the watch is closed by somebody else than its reader. */
    public void onClose(Runnable action) {
        feed.onClose(action);
    }

    /** True when the watch is over and all its events were taken. */
    public boolean isOver() {
        return ready.isEmpty() && (feed.isClosed() || System.nanoTime() - end >= 0);
    }

    /** The next event, or null when none comes within the time or the watch is over. */
    public @Nullable WatchEvent next(long time, TimeUnit unit) {
        long until = System.nanoTime() + unit.toNanos(time);
        while (true) {
            WatchEvent event = ready.poll();
            if (event != null) {
                return event;
            }
            long now = System.nanoTime();
            if (bookmarks && now - bookmarkAt >= 0) {
                bookmarkAt = now + BOOKMARK_NANOS;
                addBookmark();
                continue;
            }
            long left = Math.min(until, end) - now;
            long pause = bookmarks ? Math.min(left, bookmarkAt - now) : left;
            Change change = feed.poll(Math.max(0, pause), TimeUnit.NANOSECONDS);
            if (change != null) {
                note(change);
            } else if (left <= 0 || feed.isClosed() || Thread.currentThread().isInterrupted()) {
                return null;
            }
        }
    }

    private void addBookmark() {
        store.locked(() -> {
            // Under the lock no change is on its way: all up to this revision are in the feed, if they are not read
            // yet.
            Change waiting = feed.poll(0, TimeUnit.NANOSECONDS);
            if (waiting != null) {
                note(waiting);
            } else {
                ready.add(bookmark(store.revision(), false));
            }
            return ready;
        });
    }

    private WatchEvent bookmark(long revision, boolean initialEnd) {
        ObjectNode object =
                Json.object().put("apiVersion", resource.apiVersion()).put("kind", resource.kind());
        ObjectNode metadata = object.putObject("metadata").put("resourceVersion", Long.toString(revision));
        if (initialEnd) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return new WatchEvent("BOOKMARK", Json.bytes(object));
    }

    /** An object that leaves the selection is as good as deleted, for this watch. */
    private void note(Change change) {
        Stored before = change.before();
        boolean was = before != null && selection.wanted().test(before);
        boolean is = !change.deleted() && selection.wanted().test(change.after());
        if (is) {
            ready.add(new WatchEvent(was ? "MODIFIED" : "ADDED", Versions.bytes(resource, change.after())));
        } else if (was && before != null) {
            ObjectNode last = Versions.tree(resource, change.deleted() ? change.after() : before);
            Json.child(last, "metadata").put("resourceVersion", Long.toString(change.revision()));
            ready.add(new WatchEvent("DELETED", Json.bytes(last)));
        }
    }

    @Override
    public void close() {
        feed.close();
    }
}
