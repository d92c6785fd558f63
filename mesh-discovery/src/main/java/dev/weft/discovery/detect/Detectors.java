// SPDX-License-Identifier: Apache-2.0

package dev.weft.discovery.detect;

import dev.weft.discovery.detect.appmesh.AppMeshSidecars;
import dev.weft.discovery.detect.istio.IstioControlPlanes;
import dev.weft.discovery.detect.istio.IstioSidecars;
import dev.weft.discovery.detect.osm.OsmControlPlanes;
import dev.weft.discovery.detect.osm.OsmSidecars;
import java.util.List;

/** The detectors there are, in the order in which they are asked. A new kind of mesh is one more line here. */
public final class Detectors {

    public static final List<ControlPlaneDetector> CONTROL_PLANES =
            List.of(new IstioControlPlanes(), new OsmControlPlanes());

    public static final List<SidecarDetector> SIDECARS =
            List.of(new IstioSidecars(), new AppMeshSidecars(), new OsmSidecars());

    private Detectors() {}
}
