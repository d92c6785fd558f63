// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import dev.weft.runtime.cluster.UnusableKubeconfigException;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The plane on kube-sandboxes. */
final class PlaneTest extends PlaneSuite {

    private final List<Sandbox> servers = new ArrayList<>();

    @Override
    protected PlaneServer start(String name, Optional<Path> objects) throws IOException, UnusableKubeconfigException {
        Sandbox server = Sandbox.start(
                SandboxOptions.named(name).withLoad(objects.map(List::of).orElse(List.of())));
        servers.add(server);
        return new PlaneServer(name, server.kubeconfig());
    }

    @Override
    protected void stopServers() {
        servers.forEach(Sandbox::close);
    }
}
