// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which Deployments are rolled out from a moment on. */
final class Restarts {

    private final Map<LabCluster, Integer> before = new LinkedHashMap<>();

    Restarts(MeshLab lab) {
        for (LabCluster cluster : lab.clusters()) {
            before.put(cluster, cluster.rolledOut().size());
        }
    }

    /** Their names, in the order in which that began. */
    List<String> of(LabCluster cluster) {
        List<String> all = cluster.rolledOut();
        return all.subList(before.getOrDefault(cluster, 0), all.size());
    }
}
