// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.live.Tables;
import dev.weft.runtime.folder.CanonicalYaml;
import dev.weft.runtime.kube.ResourceType;
import java.util.ArrayList;
import java.util.List;

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
        int all = 0;
        List<List<String>> rows = new ArrayList<>();
        for (DemoCluster cluster : world.registered()) {
            List<String> kinds = new ArrayList<>();
            for (ResourceType type : DemoKinds.WRITTEN) {
                int count = cluster.list(type, "", world.outputsSelector()).size();
                all += count;
                if (count > 0) {
                    kinds.add(count + " " + type.kind());
                }
            }
            rows.add(List.of(cluster.name(), kinds.isEmpty() ? "nothing" : String.join(", ", kinds)));
        }
        ObjectNode shown = world.cluster(World.FIRST)
                .find(DemoKinds.VIRTUAL_SERVICE.path(World.APPLICATIONS, SHOWN))
                .orElseThrow();
        shown.withObject("/metadata").remove("managedFields");
        return new Told(
                all + " objects of Istio are written",
                Tables.columns(rows)
                        + "\nkubectl --kubeconfig " + World.FIRST + ".kubeconfig get virtualservice -n "
                        + World.APPLICATIONS + " " + SHOWN + " -o yaml\n"
                        + CanonicalYaml.of(shown));
    }
}
