// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import java.io.IOException;

/** Clusters with Istio, requests and a plane that manages them. */
interface World extends AutoCloseable {

    String EAST = "east";
    String WEST = "west";

    MeshLab lab();

    Plane plane();

    /** The cluster where the plane runs. */
    default LabCluster east() {
        return lab().cluster(EAST);
    }

    default LabCluster west() {
        return lab().cluster(WEST);
    }

    @Override
    void close() throws IOException;
}
