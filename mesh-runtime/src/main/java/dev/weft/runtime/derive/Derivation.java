// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import dev.weft.runtime.snapshot.PersistentMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Level 1 of the memo: a keyed pure function whose answers stay until something they looked at becomes another value. An answer that
 * comes out equal keeps the old instance and disturbs nobody.
 *
 * @param <K> key, usually a shard
 * @param <V> immutable answer with value equality
 */
public final class Derivation<K extends Comparable<? super K>, V> extends Source<K, V> {

    /** One answer and what it was made from; it is what sources remember as their reader. */
    static final class Entry<K extends Comparable<? super K>, V> {
        private final Derivation<K, V> owner;
        private final K key;
        private V answer;
        private Set<Reads.Look> looks = Set.of();

        Entry(Derivation<K, V> owner, K key, V answer) {
            this.owner = owner;
            this.key = key;
            this.answer = answer;
        }

        void markStale() {
            owner.stale.add(key);
        }

        void lookAt(Set<Reads.Look> now) {
            // First the new looks: what is computed on demand must not be forgotten in between.
            now.forEach(look -> look.source().addReader(look.key(), this));
            looks.stream()
                    .filter(look -> !now.contains(look))
                    .forEach(look -> look.source().removeReader(look.key(), this));
            looks = now;
        }
    }

    private final @Nullable Source<K, ?> keys;
    private final BiFunction<K, Reads, V> compute;
    private final Map<K, Entry<K, V>> entries = new HashMap<>();
    private final Set<K> stale = new LinkedHashSet<>();
    private final List<Consumer<K>> farewells = new ArrayList<>();
    private PersistentMap<K, V> answers = PersistentMap.empty();
    private long computations;

    Derivation(String name, Graph graph, @Nullable Source<K, ?> keys, BiFunction<K, Reads, V> compute) {
        super(name, graph);
        this.keys = keys;
        this.compute = compute;
        if (keys != null) {
            keys.follow(key -> {
                if (!keys.has(key) || !entries.containsKey(key)) {
                    stale.add(key);
                }
            });
        }
    }

    /** Calls {@code farewell} with every key that is forgotten from now on. */
    public Derivation<K, V> whenForgotten(Consumer<K> farewell) {
        farewells.add(farewell);
        return this;
    }

    @Override
    public @Nullable V at(K key) {
        Entry<K, V> entry = entries.get(key);
        if (entry != null) {
            return entry.answer;
        }
        return keys == null ? renew(key).answer : null;
    }

    /** All answers of a derivation that follows keys; a version that shares what did not change with the last one. */
    public PersistentMap<K, V> answers() {
        return answers;
    }

    /** How often the function has been computed since the start; for tests and metrics. */
    public long computations() {
        return computations;
    }

    @Override
    void settle() {
        while (!stale.isEmpty()) {
            K key = stale.iterator().next();
            if (keys != null && !keys.has(key)) {
                forget(key);
            } else {
                renew(key);
            }
            // Only now: after a defect in the function the key is still stale.
            stale.remove(key);
        }
    }

    private Entry<K, V> renew(K key) {
        computations++;
        Reads reads = new Reads(this);
        V answer = compute.apply(key, reads);
        Entry<K, V> entry = entries.get(key);
        if (entry == null) {
            entry = new Entry<>(this, key, answer);
            entries.put(key, entry);
            publish(key, answer);
        } else if (!entry.answer.equals(answer)) {
            entry.answer = answer;
            publish(key, answer);
        }
        entry.lookAt(reads.looks());
        return entry;
    }

    private void publish(K key, V answer) {
        if (keys != null) {
            answers = answers.with(key, answer);
        }
        changed(key);
    }

    private void forget(K key) {
        Entry<K, V> entry = entries.remove(key);
        if (entry != null) {
            entry.lookAt(Set.of());
            answers = answers.without(key);
            farewells.forEach(farewell -> farewell.accept(key));
            changed(key);
        }
    }

    @Override
    void nobodyLooksAt(K key) {
        if (keys == null) {
            forget(key);
            stale.remove(key);
        }
    }
}
