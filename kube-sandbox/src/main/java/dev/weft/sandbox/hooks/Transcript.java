// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.hooks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The calls a server has answered, oldest first; the newest 10,000 are kept. Bodies are kept when that is switched on. */
public final class Transcript {
    private static final int MOST = 10_000;

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final List<Consumer<Entry>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean bodies;

    /**
     * One call.
     *
     * @param verb as RBAC knows it, of paths that are no resource the lower-case method
     * @param path with its query
     * @param code HTTP status; 0 when the connection was broken on purpose
     * @param millis until the answer was ready; of a watch until it was opened
     * @param request its body, empty unless bodies are kept
     * @param response the body of the answer, empty unless bodies are kept, and of watches
     */
    public record Entry(
            String user, String verb, String path, int code, long millis, String request, String response) {}

    /** Keeps bodies from now on. */
    public void keepBodies() {
        bodies = true;
    }

    public boolean keepsBodies() {
        return bodies;
    }

    /** Called with each entry as soon as it is there. */
    public void listen(Consumer<Entry> listener) {
        listeners.add(listener);
    }

    public void add(Entry entry) {
        synchronized (entries) {
            entries.addLast(entry);
            if (entries.size() > MOST) {
                entries.removeFirst();
            }
        }
        listeners.forEach(listener -> listener.accept(entry));
    }

    /** All entries so far. */
    public List<Entry> entries() {
        synchronized (entries) {
            return List.copyOf(entries);
        }
    }

    public void clear() {
        synchronized (entries) {
            entries.clear();
        }
    }
}
