// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.PersistentMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Gathers changes of facts by shard, so that a shard is built once however many of its facts change.
 *
 * @param <I> id of a fact
 * @param <F> fact
 * @param <S> the facts of one shard
 */
final class ShardedFacts<I, F, S> {

    private final PersistentMap<ShardId, S> before;
    private final Function<F, I> id;
    private final Function<S, List<F>> facts;
    private final Function<List<F>, S> make;
    private final Map<ShardId, Map<I, Optional<F>>> changes = new HashMap<>();

    ShardedFacts(
            PersistentMap<ShardId, S> before,
            Function<F, I> id,
            Function<S, List<F>> facts,
            Function<List<F>, S> make) {
        this.before = before;
        this.id = id;
        this.facts = facts;
        this.make = make;
    }

    void put(ShardId shard, F fact) {
        in(shard).put(id.apply(fact), Optional.of(fact));
    }

    void remove(ShardId shard, I gone) {
        in(shard).put(gone, Optional.empty());
    }

    private Map<I, Optional<F>> in(ShardId shard) {
        return changes.computeIfAbsent(shard, absent -> new HashMap<>());
    }

    /** The shards with all changes in them; shards without facts are left out. */
    PersistentMap<ShardId, S> shards() {
        PersistentMap<ShardId, S> after = before;
        for (Map.Entry<ShardId, Map<I, Optional<F>>> change : changes.entrySet()) {
            S shard = before.get(change.getKey());
            List<F> kept = new ArrayList<>();
            if (shard != null) {
                facts.apply(shard).stream()
                        .filter(fact -> !change.getValue().containsKey(id.apply(fact)))
                        .forEach(kept::add);
            }
            change.getValue().values().forEach(fact -> fact.ifPresent(kept::add));
            after = kept.isEmpty() ? after.without(change.getKey()) : after.with(change.getKey(), make.apply(kept));
        }
        return after;
    }
}
