// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.output;

import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.status.Finding;
import java.util.List;

/**
 * What was discovered in one namespace of one cluster.
 *
 * @param objects Meshes, Workloads, TrafficTargets, each ordered by source
 */
public record DiscoveredShard(List<Rendered> objects, List<Finding> findings) {

    public DiscoveredShard {
        objects = List.copyOf(objects);
        findings = List.copyOf(findings);
    }
}
