// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.networking.rules.DestinationSelector;
import dev.weft.networking.rules.Destinations;
import dev.weft.runtime.ref.ShardId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A set of shards that a policy can reach: one cluster or all, one namespace or all. Policies are indexed by it, so that a shard finds
 * its candidates in four lookups however many policies there are.
 *
 * @param cluster {@link #ANY} for all
 * @param namespace {@link #ANY} for all
 */
public record Reach(String cluster, String namespace) {

    /** Cannot be a name: names are not empty. */
    public static final String ANY = "";

    /** The reaches that together cover whatever {@code destinations} can select. */
    public static Set<Reach> of(Destinations destinations) {
        Set<Reach> reaches = new LinkedHashSet<>();
        if (destinations.everything()) {
            reaches.add(new Reach(ANY, ANY));
        }
        for (DestinationSelector selector : destinations.alternatives()) {
            switch (selector) {
                case DestinationSelector.Named named ->
                    reaches.add(
                            new Reach(named.service().cluster(), named.service().namespace()));
                case DestinationSelector.Matching matching -> {
                    for (String cluster : orAny(matching.clusters())) {
                        for (String namespace : orAny(matching.namespaces())) {
                            reaches.add(new Reach(cluster, namespace));
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

    /** The four reaches that contain a shard. */
    public static List<Reach> containing(ShardId shard) {
        List<Reach> reaches = new ArrayList<>(4);
        reaches.add(new Reach(shard.cluster(), shard.namespace()));
        reaches.add(new Reach(shard.cluster(), ANY));
        reaches.add(new Reach(ANY, shard.namespace()));
        reaches.add(new Reach(ANY, ANY));
        return reaches;
    }
}
