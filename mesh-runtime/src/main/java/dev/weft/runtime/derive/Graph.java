// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The sources of one engine in the order of their declaration, which is also the order of a pass: facts are shown to cells and tables,
 * then {@link #settle} brings every index and derivation up to date, each after all that it can look at. A source can look only at those
 * declared before it, so a cycle cannot be built; an attempt is refused where it is made.
 *
 * <p>One thread at a time.
 */
public final class Graph {

    private final List<Source<?, ?>> sources = new ArrayList<>();

    /** A single value. */
    public <V> Cell<V> cell(String name) {
        return new Cell<>(name, this);
    }

    /** Facts by key. */
    public <K extends Comparable<? super K>, V> Table<K, V> table(String name) {
        return new Table<>(name, this);
    }

    /**
     * A multi-map folded from what each value of {@code parts} contributes.
     *
     * @param contribution must look at nothing but its argument
     * @param order total order of the values under one key, so that the order in which parts arrive never matters
     */
    public <P, X, K, V> FoldedIndex<P, K, V> fold(
            String name, Source<P, X> parts, Function<X, Map<K, List<V>>> contribution, Comparator<? super V> order) {
        return new FoldedIndex<>(name, this, parts, contribution, order);
    }

    /**
     * A function that is kept computed for every key of {@code keys}.
     *
     * @param compute pure; must look at the world through its {@link Reads} only
     */
    public <K extends Comparable<? super K>, V> Derivation<K, V> derive(
            String name, Source<K, ?> keys, BiFunction<K, Reads, V> compute) {
        return new Derivation<>(name, this, keys, compute);
    }

    /**
     * A function that is computed for a key when something looks at it, and forgotten when nothing does any more. Put between a wide fact
     * and its readers it keeps them from being disturbed by what they do not need.
     *
     * @param compute pure; must look at the world through its {@link Reads} only
     */
    public <K extends Comparable<? super K>, V> Derivation<K, V> onDemand(
            String name, BiFunction<K, Reads, V> compute) {
        return new Derivation<>(name, this, null, compute);
    }

    int declare(Source<?, ?> source) {
        sources.add(source);
        return sources.size() - 1;
    }

    /** Brings everything up to date with what cells and tables show now. */
    public void settle() {
        sources.forEach(Source::settle);
    }

    /** How often each derivation has been computed since the start, by name; for tests and metrics. */
    public Map<String, Long> computations() {
        Map<String, Long> byName = new TreeMap<>();
        for (Source<?, ?> source : sources) {
            if (source instanceof Derivation<?, ?> derivation) {
                byName.merge(source.name(), derivation.computations(), Long::sum);
            }
        }
        return byName;
    }
}
