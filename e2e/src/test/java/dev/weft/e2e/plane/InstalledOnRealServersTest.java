// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.plane;

import dev.weft.charts.InstalledPlaneSuite;
import dev.weft.e2e.servers.ApiServer;
import dev.weft.e2e.servers.ApiServers;
import dev.weft.e2e.servers.RealServers;
import dev.weft.e2e.servers.Seed;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The charts on real API servers: real schemas, real RBAC, real admission of pods. */
final class InstalledOnRealServersTest extends InstalledPlaneSuite {

    private @Nullable ApiServers servers;

    @Override
    protected String start(String name, Optional<Path> objects) throws Exception {
        if (servers == null) {
            servers = ApiServers.start(RealServers.tools(), false, List.of("mgmt", "cluster-1"));
        }
        ApiServer server = servers.server(name);
        if (objects.isPresent()) {
            Seed.plant(server, List.of(objects.get()));
        }
        return server.kubeconfig();
    }

    @Override
    protected void stopServers() {
        if (servers != null) {
            servers.close();
        }
    }
}
