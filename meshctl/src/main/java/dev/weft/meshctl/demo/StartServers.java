// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.meshctl.live.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Three API servers; the workload clusters hold Istio and the applications. */
final class StartServers implements Scene {

    @Override
    public String name() {
        return "clusters";
    }

    @Override
    public String doing() {
        return "starting three API servers";
    }

    @Override
    public Told play(World world) throws IOException {
        // As a workload cluster the management cluster needs the kinds that are written.
        List<Path> ofManagement =
                world.options().registerManagement() ? List.of(world.data().istioKinds()) : List.of();
        world.startCluster(World.MANAGEMENT, ofManagement);
        for (String name : List.of(World.FIRST, World.SECOND)) {
            world.startCluster(name, List.of(world.data().ofCluster(name)));
        }
        List<List<String>> rows = new ArrayList<>();
        for (DemoCluster cluster : world.clusters()) {
            rows.add(List.of(cluster.name(), cluster.url(), holds(cluster)));
        }
        return new Told("three API servers run, in this process", Tables.columns(rows));
    }

    private static String holds(DemoCluster cluster) {
        List<String> services = cluster.list(DemoKinds.SERVICE, World.APPLICATIONS, "").stream()
                .map(service -> service.path("metadata").path("name").asText(""))
                .sorted()
                .toList();
        return services.isEmpty() ? "" : String.join(", ", services);
    }
}
