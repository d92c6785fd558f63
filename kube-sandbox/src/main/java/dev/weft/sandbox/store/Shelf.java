// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.store;

import java.util.ArrayDeque;
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

    NavigableMap<Key, Stored> range(String resource, @Nullable String namespace) {
        if (namespace == null) {
            return objects;
        }
        return objects.subMap(new Key(resource, namespace, ""), true, new Key(resource, namespace + '\0', ""), false);
    }
}
