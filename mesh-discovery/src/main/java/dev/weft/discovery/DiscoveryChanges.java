// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.discovery.output.DiscoveredShard;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a pass has to write when everything of the pass before is written: found from what differs between the two, without looking at
 * the rest.
 *
 * @param objects new or other objects, by id
 * @param gone objects that are no longer wanted, by id; whether they may be deleted is for {@link dev.weft.discovery.output.Keeping} to say
 */
public record DiscoveryChanges(List<Rendered> objects, List<ObjectId> gone) {

    public DiscoveryChanges {
        objects = List.copyOf(objects);
        gone = List.copyOf(gone);
    }

    /** @param before null for the first pass */
    public static DiscoveryChanges between(@Nullable Discovered before, Discovered after) {
        // A name may pass from a source in one namespace to one in another, so all of them are compared together.
        SortedMap<ObjectId, Rendered> old = new TreeMap<>();
        SortedMap<ObjectId, Rendered> now = new TreeMap<>();
        collect(before == null ? PersistentMap.empty() : before.shards(), after.shards(), old, now);
        collect(before == null ? PersistentMap.empty() : before.appMeshes(), after.appMeshes(), old, now);
        List<Rendered> objects = new ArrayList<>();
        now.forEach((id, object) -> {
            if (!object.equals(old.remove(id))) {
                objects.add(object);
            }
        });
        return new DiscoveryChanges(objects, List.copyOf(old.keySet()));
    }

    private static <K extends Comparable<? super K>> void collect(
            PersistentMap<K, DiscoveredShard> before,
            PersistentMap<K, DiscoveredShard> after,
            SortedMap<ObjectId, Rendered> old,
            SortedMap<ObjectId, Rendered> now) {
        for (K part : before.keysThatDiffer(after)) {
            add(before.get(part), old);
            add(after.get(part), now);
        }
    }

    private static void add(@Nullable DiscoveredShard part, SortedMap<ObjectId, Rendered> objects) {
        if (part != null) {
            part.objects().forEach(object -> objects.put(object.id(), object));
        }
    }
}
