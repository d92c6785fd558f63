// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.discovery.output.DiscoveredShard;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.status.Finding;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The answer of a pass. Parts that did not change since the last pass are the same instances.
 *
 * @param shards by namespace and cluster of the sources
 * @param appMeshes App Mesh meshes, which may span clusters, by ARN
 */
public record Discovered(SortedMap<ShardId, DiscoveredShard> shards, SortedMap<String, DiscoveredShard> appMeshes) {

    public Discovered {
        shards = Collections.unmodifiableSortedMap(new TreeMap<>(shards));
        appMeshes = Collections.unmodifiableSortedMap(new TreeMap<>(appMeshes));
    }

    /** All discovered objects, in no particular order. */
    public Stream<Rendered> objects() {
        return parts().flatMap(part -> part.objects().stream());
    }

    /** All findings, in no particular order. */
    public Stream<Finding> findings() {
        return parts().flatMap(part -> part.findings().stream());
    }

    private Stream<DiscoveredShard> parts() {
        return Stream.concat(shards.values().stream(), appMeshes.values().stream());
    }
}
