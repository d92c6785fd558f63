// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    public Told play(World world) throws IOException, InterruptedException, CommandFailedException {
        // As a workload cluster the management cluster needs the kinds that are written.
        List<Path> ofManagement =
                world.options().registerManagement() ? List.of(world.data().istioKinds()) : List.of();
        Map<String, List<Path>> load = new LinkedHashMap<>();
        load.put(World.MANAGEMENT, ofManagement);
        for (String name : List.of(World.FIRST, World.SECOND)) {
            load.put(name, List.of(world.data().ofCluster(name)));
        }
        world.startClusters(load);
        List<List<String>> rows = new ArrayList<>();
        for (DemoCluster cluster : world.clusters()) {
            rows.add(List.of(cluster.name(), cluster.url(), holds(cluster)));
        }
        return new Told("three API servers run, " + world.stage().started(), Tables.columns(rows));
    }

    private static String holds(DemoCluster cluster) {
        List<String> services = cluster.list(DemoKinds.SERVICE, World.APPLICATIONS, "").stream()
                .map(service -> service.path("metadata").path("name").asText(""))
                .sorted()
                .toList();
        return services.isEmpty() ? "" : String.join(", ", services);
    }
}
