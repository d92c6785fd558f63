// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Level 1 of the memo: a keyed pure function whose answers are reused while everything they looked at is identical ({@code ==}).
 * A repeated computation that gives an equal answer keeps the old instance, so that what looks at it is not disturbed.
 *
 * @param <K> key, usually a shard
 * @param <V> immutable answer with value equality
 */
public final class Derivation<K, V> implements Source<K, V> {

    private record Entry<V>(long checkedInPass, List<Reads.Look> looks, V answer) {

        boolean isStillTrue() {
            for (Reads.Look look : looks) {
                if (!look.isStillTrue()) {
                    return false;
                }
            }
            return true;
        }
    }

    private final PassNumber pass;
    private final BiFunction<K, Reads, V> compute;
    private final Map<K, Entry<V>> known = new HashMap<>();
    private long computations;

    /** @param compute the pure function; must look at the world through its {@link Reads} only */
    public Derivation(PassNumber pass, BiFunction<K, Reads, V> compute) {
        this.pass = pass;
        this.compute = compute;
    }

    @Override
    public V at(K key) {
        Entry<V> entry = known.get(key);
        if (entry != null && entry.checkedInPass() == pass.now()) {
            return entry.answer();
        }
        Entry<V> current = entry != null && entry.isStillTrue() ? recheck(entry) : computeAnew(key, entry);
        known.put(key, current);
        return current.answer();
    }

    private Entry<V> recheck(Entry<V> entry) {
        return new Entry<>(pass.now(), entry.looks(), entry.answer());
    }

    private Entry<V> computeAnew(K key, @Nullable Entry<V> before) {
        computations++;
        Reads reads = new Reads();
        V answer = compute.apply(key, reads);
        if (before != null && before.answer().equals(answer)) {
            answer = before.answer();
        }
        return new Entry<>(pass.now(), reads.looks(), answer);
    }

    /** Forgets every key that is not in {@code keys}. */
    public void retain(Set<K> keys) {
        if (known.size() > keys.size()) {
            known.keySet().retainAll(keys);
        }
    }

    /** How often the function has been computed since the start; for tests and metrics. */
    public long computations() {
        return computations;
    }
}
