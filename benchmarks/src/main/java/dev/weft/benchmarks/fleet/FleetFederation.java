// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.fleet;

import static dev.weft.benchmarks.fleet.Json.kubernetes;
import static dev.weft.benchmarks.fleet.Json.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import java.util.ArrayList;
import java.util.List;

/** The VirtualMesh of a fleet, and the policies because of which services of other clusters are needed. */
final class FleetFederation {

    private static final String API_VERSION = "networking.mesh.gloo.solo.io/v1alpha2";
    private static final int IMPORTS = 3;

    private FleetFederation() {}

    static List<RawObject> of(FleetSize size) {
        if (size.federation() == FleetSize.Federation.NONE) {
            return List.of();
        }
        List<RawObject> objects = new ArrayList<>();
        boolean onDemand = size.federation() == FleetSize.Federation.ON_DEMAND;
        List<ObjectNode> meshes = new ArrayList<>();
        for (int i = 0; i < size.clusters(); i++) {
            meshes.add(object("name", "istiod-istio-system-" + size.cluster(i), "namespace", Fleet.INSTALL_NAMESPACE));
            for (int n = 0; onDemand && n < IMPORTS; n++) {
                objects.add(shift(size, i, size.services() - 1 - n));
            }
        }
        objects.add(kubernetes(
                ObjectId.MANAGEMENT,
                API_VERSION,
                "VirtualMesh",
                Fleet.INSTALL_NAMESPACE,
                "all",
                object("generation", 1),
                "spec",
                object("meshes", meshes, "federation", object(onDemand ? "onDemand" : "permissive", object()))));
        return objects;
    }

    /** Half of the calls of a service go to the one of that name on the next cluster. */
    private static RawObject shift(FleetSize size, int cluster, int service) {
        ObjectNode here = ref(size, cluster, service);
        ObjectNode there = ref(size, cluster + 1, service);
        return kubernetes(
                ObjectId.MANAGEMENT,
                API_VERSION,
                "TrafficPolicy",
                size.namespace(service),
                "spread-" + size.cluster(cluster) + "-" + size.name(service),
                object("generation", 1),
                "spec",
                object(
                        "destinationSelector",
                        List.of(object("kubeServiceRefs", object("services", List.of(here)))),
                        "trafficShift",
                        object(
                                "destinations",
                                List.of(
                                        object("kubeService", here, "weight", 50),
                                        object("kubeService", there, "weight", 50)))));
    }

    private static ObjectNode ref(FleetSize size, int cluster, int service) {
        return object(
                "name", size.name(service), "namespace", size.namespace(service), "clusterName", size.cluster(cluster));
    }
}
