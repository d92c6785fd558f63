// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.meshctl.kubeconfig.UnusableKubeconfigException;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.meshctl.live.Tables;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Both operators, before there is anything for them to do. */
final class StartOperators implements Scene {

    @Override
    public String name() {
        return "operators";
    }

    @Override
    public String doing() {
        return "starting mesh-discovery and mesh-networking";
    }

    @Override
    public Told play(World world)
            throws IOException, InterruptedException, CommandFailedException, UnusableKubeconfigException,
                    ApiException {
        world.startPlane();
        world.awaiting()
                .until(
                        "both operators hold their Leases",
                        () -> world.plane().leads() ? Optional.empty() : Optional.of("they wait for them"));
        List<List<String>> rows = new ArrayList<>();
        world.metrics().forEach((name, url) -> rows.add(List.of(name, url)));
        return new Told("the plane runs, with metrics for Prometheus", Tables.columns(rows));
    }
}
