// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that has a value for each key and knows who looked at which. When a value becomes another one, exactly those who looked at it
 * are told. Sources are declared at a {@link Graph}, and their place in it is the order in which they are brought up to date.
 *
 * @param <K> key with value equality
 * @param <V> immutable value with value equality
 */
public abstract sealed class Source<K, V> permits Cell, Table, FoldedIndex, Derivation {

    private final String name;
    private final int place;
    private final Map<K, Set<Derivation.Entry<?, ?>>> readers = new HashMap<>();
    private final List<Follower<K>> followers = new ArrayList<>();

    /** What is told of every change of a source, whoever looked at it. */
    interface Follower<K> {
        void changed(K key);
    }

    Source(String name, Graph graph) {
        this.name = name;
        this.place = graph.declare(this);
    }

    /** The value now, or null when there is none. */
    public abstract @Nullable V at(K key);

    /** Whether there is a value for {@code key}. */
    boolean has(K key) {
        return at(key) != null;
    }

    /** Brings everything here up to date; all sources declared before this one are. */
    abstract void settle();

    /** What to call it in messages and metrics. */
    public final String name() {
        return name;
    }

    final int place() {
        return place;
    }

    final void follow(Follower<K> follower) {
        followers.add(follower);
    }

    final void addReader(K key, Derivation.Entry<?, ?> reader) {
        readers.computeIfAbsent(key, absent -> new LinkedHashSet<>(2)).add(reader);
    }

    final void removeReader(K key, Derivation.Entry<?, ?> reader) {
        Set<Derivation.Entry<?, ?>> those = readers.get(key);
        if (those != null && those.remove(reader) && those.isEmpty()) {
            readers.remove(key);
            nobodyLooksAt(key);
        }
    }

    /** Called when the last reader of {@code key} is gone. */
    void nobodyLooksAt(K key) {
        // most sources keep their values whoever looks
    }

    /** To be called when the value at {@code key} has become another one, has appeared, or is gone. */
    final void changed(K key) {
        Set<Derivation.Entry<?, ?>> those = readers.get(key);
        if (those != null) {
            those.forEach(Derivation.Entry::markStale);
        }
        followers.forEach(follower -> follower.changed(key));
    }
}
