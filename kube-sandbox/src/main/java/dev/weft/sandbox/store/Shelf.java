// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.store;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The objects, recent changes and readers of one resource. Used inside the lock of the store only. */
final class Shelf {
    final TreeMap<Key, Stored> objects = new TreeMap<>();
    final Deque<Change> log = new ArrayDeque<>();
    final List<Feed> feeds = new CopyOnWriteArrayList<>();

    /** History after this revision is complete. */
    long forgotten;

    /**
     * Objects in order.
     *
     * @param namespace null for all
     * @param after only those behind this key; null for all
     */
    NavigableMap<Key, Stored> range(String resource, @Nullable String namespace, @Nullable Key after) {
        Key first = new Key(resource, namespace == null ? "" : namespace, "");
        NavigableMap<Key, Stored> rest = after == null || after.compareTo(first) < 0
                ? objects.tailMap(first, true)
                : objects.tailMap(after, false);
        if (namespace == null) {
            return rest;
        }
        Key end = new Key(resource, namespace + '\0', "");
        return after != null && after.compareTo(end) >= 0 ? Collections.emptyNavigableMap() : rest.headMap(end, false);
    }
}
