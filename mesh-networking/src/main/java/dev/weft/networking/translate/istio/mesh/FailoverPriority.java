// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.translate.istio.mesh;

import io.fabric8.istio.api.api.networking.v1alpha3.LoadBalancerSettings;
import io.fabric8.istio.api.api.networking.v1alpha3.LoadBalancerSettingsBuilder;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An order of endpoints, said in the way that Istio understands (failoverPriority): the more of the labels, from the first on, an endpoint
 * has, the sooner it is called (spec/lab.md 4).
 *
 * @param family letter that tells several orders of the same endpoints apart
 * @param ranks how many there are
 */
record FailoverPriority(String family, int ranks) {

    private static final String VALUE = "1";

    /** The labels of an endpoint of a rank, 0 being called first. */
    SortedMap<String, String> labels(int rank) {
        SortedMap<String, String> labels = new TreeMap<>();
        keys().limit(ranks - 1L - rank).forEach(key -> labels.put(key, VALUE));
        return labels;
    }

    /** The order for a DestinationRule; empty where there is nothing to order. */
    Optional<LoadBalancerSettings> settings() {
        List<String> priority = keys().map(key -> key + "=" + VALUE).toList();
        return priority.isEmpty()
                ? Optional.empty()
                : Optional.of(new LoadBalancerSettingsBuilder()
                        .withNewLocalityLbSetting()
                        .withEnabled(true)
                        .withFailoverPriority(priority)
                        .endLocalityLbSetting()
                        .build());
    }

    private Stream<String> keys() {
        return IntStream.range(0, ranks - 1).mapToObj(i -> "weft.dev/" + family + i);
    }
}
