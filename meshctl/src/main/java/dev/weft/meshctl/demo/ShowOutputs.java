// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.Tables;
import dev.weft.runtime.folder.CanonicalYaml;
import dev.weft.runtime.kube.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is on the workload clusters now. */
final class ShowOutputs implements Scene {

    private static final String SHOWN = "reviews";

    @Override
    public String name() {
        return "outputs";
    }

    @Override
    public String doing() {
        return "reading the workload clusters";
    }

    @Override
    public Told play(World world) {
        ObjectNode shown = world.cluster(World.FIRST)
                .find(DemoKinds.VIRTUAL_SERVICE.path(World.APPLICATIONS, SHOWN))
                .orElseThrow();
        shown.withObject("/metadata").remove("managedFields");
        return new Told(
                count(world) + " objects of Istio are written",
                Tables.columns(counts(world))
                        + "\nkubectl --kubeconfig " + World.FIRST + ".kubeconfig get virtualservice -n "
                        + World.APPLICATIONS + " " + SHOWN + " -o yaml\n"
                        + CanonicalYaml.of(shown));
    }

    /** How many objects of the plane are on all workload clusters. */
    private static int count(World world) {
        return world.registered().stream()
                .flatMap(cluster -> DemoKinds.WRITTEN.stream().map(type -> count(world, cluster, type)))
                .mapToInt(Integer::intValue)
                .sum();
    }

    private static int count(World world, DemoCluster cluster, ResourceType type) {
        return cluster.list(type, "", world.outputsSelector()).size();
    }

    /** For each workload cluster its name, and how many objects of each kind the plane has there. */
    static List<List<String>> counts(World world) {
        List<List<String>> rows = new ArrayList<>();
        for (DemoCluster cluster : world.registered()) {
            String kinds = DemoKinds.WRITTEN.stream()
                    .filter(type -> count(world, cluster, type) > 0)
                    .map(type -> count(world, cluster, type) + " " + type.kind())
                    .collect(Collectors.joining(", "));
            rows.add(List.of(cluster.name(), kinds.isEmpty() ? "nothing" : kinds));
        }
        return rows;
    }
}
