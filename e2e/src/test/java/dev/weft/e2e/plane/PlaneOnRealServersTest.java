// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.plane;

import dev.weft.e2e.servers.ApiServer;
import dev.weft.e2e.servers.ApiServers;
import dev.weft.e2e.servers.KubernetesTools;
import dev.weft.e2e.servers.RealServers;
import dev.weft.e2e.servers.Seed;
import dev.weft.meshctl.plane.PlaneServer;
import dev.weft.meshctl.plane.PlaneSuite;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The plane on real API servers: registered by real RBAC, real tokens, real server-side apply. */
final class PlaneOnRealServersTest extends PlaneSuite {

    private @Nullable ApiServers servers;

    @Override
    protected PlaneServer start(String name, Optional<Path> objects) throws Exception {
        if (servers == null) {
            KubernetesTools.Built tools = RealServers.tools();
            servers = ApiServers.start(tools, false, List.of("mgmt", "cluster-1"));
        }
        ApiServer server = servers.server(name);
        if (objects.isPresent()) {
            Seed.plant(server, List.of(objects.get()));
        }
        return new PlaneServer(name, server.kubeconfig());
    }

    @Override
    protected void stopServers() {
        if (servers != null) {
            servers.close();
        }
    }
}
