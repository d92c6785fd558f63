// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Level 2 of the memo: inside a shard that is computed anew, units whose input record equals the last one keep their answer. The
 * input must hold <em>everything</em> the unit may read.
 *
 * @param <G> group that is computed together, usually a shard; units of a group that were not asked for are forgotten
 * @param <K> unit key inside the group
 * @param <I> input record
 * @param <O> immutable answer
 */
public final class UnitMemo<G, K, I, O> {

    private record Entry<I, O>(I input, O answer) {}

    private final Map<G, Map<K, Entry<I, O>>> known = new HashMap<>();
    private final Function<I, O> compute;
    private long computations;

    public UnitMemo(Function<I, O> compute) {
        this.compute = compute;
    }

    /** The answers for {@code inputs}, in their order; replaces what was known of the group. */
    public Map<K, O> group(G group, Map<K, I> inputs) {
        Map<K, Entry<I, O>> before = known.getOrDefault(group, Map.of());
        Map<K, Entry<I, O>> after = HashMap.newHashMap(inputs.size());
        Map<K, O> answers = LinkedHashMap.newLinkedHashMap(inputs.size());
        inputs.forEach((key, input) -> {
            Entry<I, O> entry = before.get(key);
            if (entry == null || !entry.input().equals(input)) {
                computations++;
                entry = new Entry<>(input, compute.apply(input));
            }
            after.put(key, entry);
            answers.put(key, entry.answer());
        });
        known.put(group, after);
        return answers;
    }

    /** Forgets every group that is not in {@code groups}. */
    public void retain(Set<G> groups) {
        if (known.size() > groups.size()) {
            known.keySet().retainAll(groups);
        }
    }

    /** How many units have been computed since the start; for tests and metrics. */
    public long computations() {
        return computations;
    }
}
