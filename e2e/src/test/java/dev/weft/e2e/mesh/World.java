// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import dev.weft.e2e.istio.MeshLab;
import java.io.IOException;

/** Clusters with Istio, requests and a plane that manages them. */
interface World extends AutoCloseable {

    MeshLab lab();

    Plane plane();

    @Override
    void close() throws IOException;
}
