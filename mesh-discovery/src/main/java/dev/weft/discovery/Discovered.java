// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery;

import dev.weft.discovery.output.DiscoveredShard;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ShardId;
import dev.weft.runtime.snapshot.PersistentMap;
import dev.weft.runtime.status.Finding;
import java.util.stream.Stream;

/**
 * The answer of a pass. It shares what did not change with the answer of the last pass.
 *
 * @param shards by namespace and cluster of the sources
 * @param appMeshes App Mesh meshes, which may span clusters, by ARN
 */
public record Discovered(
        PersistentMap<ShardId, DiscoveredShard> shards, PersistentMap<String, DiscoveredShard> appMeshes) {

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
