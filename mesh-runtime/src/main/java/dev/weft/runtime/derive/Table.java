// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import dev.weft.runtime.snapshot.PersistentMap;
import org.jspecify.annotations.Nullable;

/** Facts by key. Showing the next version costs what differs from the last one, not what it holds. */
public final class Table<K extends Comparable<? super K>, V> extends Source<K, V> {

    private PersistentMap<K, V> shown = PersistentMap.empty();

    Table(String name, Graph graph) {
        super(name, graph);
    }

    /** Shows another version; values that equal the last ones change nothing. */
    public void show(PersistentMap<K, V> next) {
        PersistentMap<K, V> before = shown;
        shown = next;
        before.keysThatDiffer(next).forEach(this::changed);
    }

    @Override
    public @Nullable V at(K key) {
        return shown.get(key);
    }

    @Override
    void settle() {
        // shown values are up to date
    }
}
