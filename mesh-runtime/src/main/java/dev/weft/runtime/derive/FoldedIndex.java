// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A multi-map folded from parts: replacing one part rebuilds only the lists under keys whose contribution from that part changed, and
 * every other list keeps its instance. This is how facts cross shards without the work growing with the world.
 *
 * @param <P> part, for example the shard that contributes
 * @param <K> key
 * @param <V> value with value equality
 */
public final class FoldedIndex<P, K, V> implements Source<K, List<V>> {

    private final Comparator<? super V> order;
    private final Map<P, Map<K, List<V>>> parts = new HashMap<>();
    private final Map<K, Map<P, List<V>>> contributions = new HashMap<>();
    private final Map<K, List<V>> folded = new HashMap<>();

    /** @param order total order of the values under one key, so that the order in which parts arrive never matters */
    public FoldedIndex(Comparator<? super V> order) {
        this.order = order;
    }

    /** Replaces what {@code part} contributes; an empty map removes the part. */
    public void put(P part, Map<K, List<V>> contribution) {
        Map<K, List<V>> before = parts.getOrDefault(part, Map.of());
        if (before == contribution) {
            return;
        }
        Set<K> touched = new HashSet<>();
        before.forEach((key, values) -> {
            if (!values.equals(contribution.get(key))) {
                touched.add(key);
            }
        });
        contribution.forEach((key, values) -> {
            if (!values.equals(before.get(key))) {
                touched.add(key);
            }
        });
        if (contribution.isEmpty()) {
            parts.remove(part);
        } else {
            parts.put(part, contribution);
        }
        touched.forEach(key -> refold(key, part, contribution.getOrDefault(key, List.of())));
    }

    private void refold(K key, P part, List<V> values) {
        Map<P, List<V>> byPart = contributions.computeIfAbsent(key, absent -> new HashMap<>());
        if (values.isEmpty()) {
            byPart.remove(part);
        } else {
            byPart.put(part, values);
        }
        if (byPart.isEmpty()) {
            contributions.remove(key);
            folded.remove(key);
            return;
        }
        List<V> all = new ArrayList<>();
        byPart.values().forEach(all::addAll);
        all.sort(order);
        folded.put(key, List.copyOf(all));
    }

    /** Removes every part that is not in {@code alive}. Parts that contribute nothing are not kept, so their number tells nothing. */
    public void retain(Set<P> alive) {
        List<P> gone =
                parts.keySet().stream().filter(part -> !alive.contains(part)).toList();
        gone.forEach(part -> put(part, Map.of()));
    }

    /** The values under {@code key} in order; an empty list when there are none. */
    @Override
    public List<V> at(K key) {
        List<V> values = folded.get(key);
        return values == null ? List.of() : values;
    }

    /** The keys that have values, in no particular order. */
    public Set<K> keys() {
        return Set.copyOf(folded.keySet());
    }
}
