// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.input;

import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.PersistentMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** In which shard each object is, while changes are gathered. A first reading moves all of them, so it must not copy a tree for each. */
final class Places {

    private final PersistentMap<Ref, ShardId> before;
    private final Map<Ref, Optional<ShardId>> changes = new LinkedHashMap<>();

    Places(PersistentMap<Ref, ShardId> before) {
        this.before = before;
    }

    Optional<ShardId> of(Ref ref) {
        Optional<ShardId> change = changes.get(ref);
        return change != null ? change : Optional.ofNullable(before.isEmpty() ? null : before.get(ref));
    }

    void put(Ref ref, ShardId place) {
        changes.put(ref, Optional.of(place));
    }

    void remove(Ref ref) {
        changes.put(ref, Optional.empty());
    }

    PersistentMap<Ref, ShardId> after() {
        if (before.isEmpty()) {
            List<Map.Entry<Ref, ShardId>> all = new ArrayList<>();
            changes.forEach((ref, place) -> place.ifPresent(shard -> all.add(Map.entry(ref, shard))));
            return PersistentMap.of(all);
        }
        PersistentMap<Ref, ShardId> after = before;
        for (Map.Entry<Ref, Optional<ShardId>> change : changes.entrySet()) {
            Optional<ShardId> place = change.getValue();
            after = place.isPresent() ? after.with(change.getKey(), place.get()) : after.without(change.getKey());
        }
        return after;
    }
}
