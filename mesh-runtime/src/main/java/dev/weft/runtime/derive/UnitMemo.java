// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.derive;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Level 2 of the memo: inside a shard that is computed anew, units whose input record equals the last one keep their answer, and units
 * whose answer comes out equal keep its instance. The input must hold <em>everything</em> the unit may read.
 *
 * @param <G> group that is computed together, usually a shard; units of a group that were not asked for are forgotten
 * @param <K> unit key inside the group
 * @param <I> input record
 * @param <O> immutable answer with value equality
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
            Entry<I, O> entry = entry(before.get(key), input);
            after.put(key, entry);
            answers.put(key, entry.answer());
        });
        known.put(group, after);
        return answers;
    }

    private Entry<I, O> entry(@Nullable Entry<I, O> before, I input) {
        if (before != null && before.input().equals(input)) {
            return before;
        }
        computations++;
        O answer = compute.apply(input);
        return new Entry<>(input, before != null && before.answer().equals(answer) ? before.answer() : answer);
    }

    /** Forgets a group. */
    public void forget(G group) {
        known.remove(group);
    }

    /** How many units have been computed since the start; for tests and metrics. */
    public long computations() {
        return computations;
    }
}
