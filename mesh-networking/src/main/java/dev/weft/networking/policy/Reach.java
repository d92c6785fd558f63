// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.rules.DestinationSelector;
import dev.weft.networking.rules.Destinations;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A set of services that a policy can reach: of one cluster or all, of one namespace or all, with one label or any. Policies are indexed
 * by it, so that a shard finds its candidates in a few lookups however many policies there are, and a policy disturbs only the shards that
 * hold something it may select. A policy for one namespace is not indexed by label: a namespace is small enough.
 *
 * @param cluster {@link #ANY} for all
 * @param namespace {@link #ANY} for all
 * @param label {@code key=value}, {@link #ANY} for any; only where {@code namespace} is any
 */
public record Reach(String cluster, String namespace, String label) {

    /** Cannot be a name: names are not empty. */
    public static final String ANY = "";

    /** The reaches that together cover whatever {@code destinations} can select. */
    public static Set<Reach> of(Destinations destinations) {
        Set<Reach> reaches = new LinkedHashSet<>();
        if (destinations.everything()) {
            reaches.add(new Reach(ANY, ANY, ANY));
        }
        for (DestinationSelector selector : destinations.alternatives()) {
            switch (selector) {
                case DestinationSelector.Named named ->
                    reaches.add(
                            new Reach(named.service().cluster(), named.service().namespace(), ANY));
                case DestinationSelector.Matching matching -> {
                    for (String cluster : orAny(matching.clusters())) {
                        for (String namespace : orAny(matching.namespaces())) {
                            reaches.add(new Reach(cluster, namespace, label(matching, namespace)));
                        }
                    }
                }
            }
        }
        return reaches;
    }

    private static List<String> orAny(List<String> names) {
        return names.isEmpty() ? List.of(ANY) : names;
    }

    /** All labels are required, so any one of them will do. */
    private static String label(DestinationSelector.Matching matching, String namespace) {
        return namespace.equals(ANY) && !matching.labels().isEmpty()
                ? label(matching.labels().firstEntry())
                : ANY;
    }

    private static String label(Map.Entry<String, String> label) {
        return label.getKey() + "=" + label.getValue();
    }

    /**
     * The reaches that contain services of a shard.
     *
     * @param labels all labels of its services
     */
    public static List<Reach> containing(ShardId shard, Collection<Map.Entry<String, String>> labels) {
        List<Reach> reaches = new ArrayList<>(4 + 2 * labels.size());
        for (Map.Entry<String, String> label : labels) {
            reaches.add(new Reach(shard.cluster(), ANY, label(label)));
            reaches.add(new Reach(ANY, ANY, label(label)));
        }
        reaches.add(new Reach(shard.cluster(), shard.namespace(), ANY));
        reaches.add(new Reach(shard.cluster(), ANY, ANY));
        reaches.add(new Reach(ANY, shard.namespace(), ANY));
        reaches.add(new Reach(ANY, ANY, ANY));
        return reaches;
    }
}
