// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import dev.weft.runtime.kube.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Clusters join while the plane runs. */
final class RegisterClusters implements Scene {

    private static final List<String> GOOD = List.of("Reachable", "Permitted");

    @Override
    public String name() {
        return "register";
    }

    @Override
    public String doing() {
        return "registering clusters";
    }

    @Override
    public Told play(World world)
            throws InterruptedException, CommandFailedException, UnusableKubeconfigException, ApiException {
        List<List<String>> rows = new ArrayList<>();
        for (DemoCluster cluster : world.registered()) {
            Registrar.register(world, cluster.name());
            world.startAgent(cluster.name());
        }
        for (DemoCluster cluster : world.registered()) {
            String path = DemoKinds.KUBERNETES_CLUSTER.path(DemoPlane.NAMESPACE, cluster.name());
            world.awaiting()
                    .until(
                            "cluster " + cluster.name() + " is reached with the rights that are needed",
                            () -> world.management()
                                    .find(path)
                                    .map(found -> Conditions.missing(found, GOOD))
                                    .orElse(Optional.of("there is no such KubernetesCluster")));
            rows.add(List.of(
                    cluster.name(),
                    "reachable and permitted; the plane reads as " + cluster.name() + "-reader, writes as "
                            + cluster.name()));
        }
        return new Told(rows.size() + " clusters are registered, while the plane runs", Tables.columns(rows));
    }
}
