// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.traffictarget;

import dev.weft.discovery.input.EndpointGroup;
import dev.weft.discovery.input.ServiceFact;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.ref.ShardId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Everything that the TrafficTarget of one Service is made of.
 *
 * @param workloads workloads behind it, ordered
 * @param endpoints its EndpointSlices and Endpoints subsets, ordered
 * @param outsiders names of pods among the endpoints that belong to none of the workloads
 * @param annotated the mesh that the Service belongs to by its annotation
 */
record TargetInput(
        ShardId shard,
        ServiceFact service,
        List<BackingWorkload> workloads,
        List<EndpointGroup> endpoints,
        SortedSet<String> outsiders,
        Optional<Ref> annotated) {

    TargetInput {
        workloads = List.copyOf(workloads);
        endpoints = List.copyOf(endpoints);
        outsiders = Collections.unmodifiableSortedSet(new TreeSet<>(outsiders));
    }
}
