// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A multi-map folded from parts: when a part changes, only the lists under keys whose contribution from that part changed are built again,
 * and every other list keeps its instance. This is how facts cross shards without the work growing with the world.
 *
 * @param <P> part, for example the shard that contributes
 * @param <K> key
 * @param <V> value with value equality
 */
public final class FoldedIndex<P, K, V> extends Source<K, List<V>> {

    private final Function<P, Map<K, List<V>>> contribution;
    private final Comparator<? super V> order;
    private final Set<P> stale = new LinkedHashSet<>();
    private final Map<P, Map<K, List<V>>> parts = new HashMap<>();
    private final Map<K, Map<P, List<V>>> contributions = new HashMap<>();
    private final Map<K, List<V>> folded = new HashMap<>();

    <X> FoldedIndex(
            String name,
            Graph graph,
            Source<P, X> parts,
            Function<X, Map<K, List<V>>> contribution,
            Comparator<? super V> order) {
        super(name, graph);
        this.order = order;
        this.contribution = part -> {
            X value = parts.at(part);
            return value == null ? Map.of() : contribution.apply(value);
        };
        parts.follow(stale::add);
    }

    /** A contribution: {@code values} by their key. */
    public static <K, V> Map<K, List<V>> groupBy(List<V> values, Function<V, K> key) {
        if (values.isEmpty()) {
            return Map.of();
        }
        Map<K, List<V>> groups = new HashMap<>();
        values.forEach(value -> groups.computeIfAbsent(key.apply(value), absent -> new ArrayList<>())
                .add(value));
        return groups;
    }

    /** The values under {@code key} in order; an empty list when there are none. */
    @Override
    public List<V> at(K key) {
        List<V> values = folded.get(key);
        return values == null ? List.of() : values;
    }

    @Override
    boolean has(K key) {
        return folded.containsKey(key);
    }

    @Override
    void settle() {
        // All contributions before anything is replaced: a defect in the function must not leave half of a pass behind.
        Map<P, Map<K, List<V>>> now = new LinkedHashMap<>();
        stale.forEach(part -> now.put(part, contribution.apply(part)));
        stale.clear();
        Set<K> touched = new LinkedHashSet<>();
        now.forEach((part, values) -> replace(part, values, touched));
        touched.forEach(this::refold);
    }

    private void replace(P part, Map<K, List<V>> now, Set<K> touched) {
        Map<K, List<V>> before = now.isEmpty() ? parts.remove(part) : parts.put(part, now);
        if (before != null) {
            before.keySet().stream().filter(key -> !now.containsKey(key)).forEach(key -> {
                place(key, part, List.of());
                touched.add(key);
            });
        }
        now.forEach((key, values) -> {
            if (before == null || !values.equals(before.get(key))) {
                place(key, part, values);
                touched.add(key);
            }
        });
    }

    private void place(K key, P part, List<V> values) {
        Map<P, List<V>> byPart = contributions.computeIfAbsent(key, absent -> new HashMap<>(2));
        if (values.isEmpty()) {
            byPart.remove(part);
        } else {
            byPart.put(part, values);
        }
    }

    private void refold(K key) {
        List<V> all = new ArrayList<>();
        contributions.getOrDefault(key, Map.of()).values().forEach(all::addAll);
        all.sort(order);
        @Nullable List<V> before;
        if (all.isEmpty()) {
            contributions.remove(key);
            before = folded.remove(key);
        } else {
            before = folded.put(key, List.copyOf(all));
        }
        if (!all.equals(before)) {
            changed(key);
        }
    }
}
