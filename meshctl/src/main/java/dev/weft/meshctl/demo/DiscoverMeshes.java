// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import dev.weft.runtime.kube.ResourceType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The plane finds meshes, services and workloads. */
final class DiscoverMeshes implements Scene {

    private static final List<String> GOOD = List.of("Discovered");

    @Override
    public String name() {
        return "discover";
    }

    @Override
    public String doing() {
        return "discovering meshes, services and workloads";
    }

    @Override
    public Told play(World world) throws InterruptedException, CommandFailedException {
        world.awaiting().until("everything is discovered", () -> notYet(world));
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode mesh : world.management().list(DemoKinds.MESH, "", "")) {
            JsonNode installation = mesh.path("spec").path("istio").path("installation");
            String cluster = installation.path("cluster").asText("");
            rows.add(List.of(
                    cluster,
                    "Istio " + installation.path("version").asText(""),
                    count(world, DemoKinds.TRAFFIC_TARGET, "/spec/kubeService/ref/clusterName", cluster) + " services",
                    count(world, DemoKinds.WORKLOAD, "/spec/kubernetes/controller/clusterName", cluster)
                            + " workloads"));
        }
        rows.sort(Comparator.comparing(List::getFirst));
        return new Told(rows.size() + " meshes are discovered", Tables.columns(rows));
    }

    /** The first service of an application that is missing. */
    private static Optional<String> notYet(World world) {
        for (DemoCluster cluster : world.registered()) {
            Optional<String> condition = world.management()
                    .find(DemoKinds.KUBERNETES_CLUSTER.path(DemoPlane.NAMESPACE, cluster.name()))
                    .map(found -> Conditions.missing(found, GOOD))
                    .orElse(Optional.of("KubernetesCluster " + cluster.name() + " is not there"));
            if (condition.isPresent()) {
                return condition;
            }
            for (JsonNode service : cluster.list(DemoKinds.SERVICE, World.APPLICATIONS, "")) {
                String name = service.path("metadata").path("name").asText("") + "-" + World.APPLICATIONS + "-"
                        + cluster.name();
                if (world.management()
                        .find(DemoKinds.TRAFFIC_TARGET.path(DemoPlane.NAMESPACE, name))
                        .isEmpty()) {
                    return Optional.of("TrafficTarget " + DemoPlane.NAMESPACE + "/" + name + " is not there");
                }
            }
        }
        return Optional.empty();
    }

    /** @param place of the name of its cluster */
    private static long count(World world, ResourceType type, String place, String cluster) {
        return world.management().list(type, "", "").stream()
                .filter(object -> object.at(place).asText("").equals(cluster))
                .count();
    }
}
