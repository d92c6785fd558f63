// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.snapshot;

import dev.weft.runtime.ref.GroupKind;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of each kind on one cluster.
 *
 * @param whole applies to every kind that {@code kinds} does not name
 * @param kinds exceptions, ordered by kind
 */
public record ClusterKnowledge(Knowledge whole, SortedMap<GroupKind, Knowledge> kinds) {

    /** Every kind is synced. */
    public static final ClusterKnowledge SYNCED = new ClusterKnowledge(new Knowledge.Synced(), new TreeMap<>());

    public ClusterKnowledge {
        kinds = Collections.unmodifiableSortedMap(new TreeMap<>(kinds));
    }

    /** A cluster of which nothing can be read. */
    public static ClusterKnowledge unknown(String reason, String since) {
        return new ClusterKnowledge(new Knowledge.Unknown(reason, since), new TreeMap<>());
    }

    /** The same, but of {@code kinds} nothing that is missing counts as absent: some of their objects could not be read. */
    public ClusterKnowledge doubting(Collection<GroupKind> doubtful, String reason) {
        SortedMap<GroupKind, Knowledge> all = new TreeMap<>(kinds);
        doubtful.forEach(kind -> {
            if (of(kind) instanceof Knowledge.Synced) {
                all.put(kind, new Knowledge.Unknown(reason, ""));
            }
        });
        return new ClusterKnowledge(whole, all);
    }

    /** What is known of {@code kind}. */
    public Knowledge of(GroupKind kind) {
        return kinds.getOrDefault(kind, whole);
    }

    /** The first kind among {@code needed}, in its order, that is Unknown. */
    public Optional<Map.Entry<GroupKind, Knowledge.Unknown>> firstUnknown(Collection<GroupKind> needed) {
        for (GroupKind kind : needed) {
            if (of(kind) instanceof Knowledge.Unknown unknown) {
                return Optional.of(Map.entry(kind, unknown));
            }
        }
        return Optional.empty();
    }

    /** Whether any kind at all is not fully known; then nothing is deleted on this cluster. */
    public boolean isIncomplete() {
        return !(whole instanceof Knowledge.Synced)
                || kinds.values().stream().anyMatch(known -> !(known instanceof Knowledge.Synced));
    }
}
