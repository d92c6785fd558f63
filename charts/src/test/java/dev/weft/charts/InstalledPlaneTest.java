// SPDX-License-Identifier: Apache-2.0

package dev.weft.charts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** On kube-sandboxes, which tell what was forbidden. */
final class InstalledPlaneTest extends InstalledPlaneSuite {

    private final List<Sandbox> servers = new ArrayList<>();

    @Override
    protected String start(String name, Optional<Path> objects) throws IOException {
        Sandbox server = Sandbox.start(
                SandboxOptions.named(name).withLoad(objects.map(List::of).orElse(List.of())));
        servers.add(server);
        return server.kubeconfig();
    }

    @Override
    protected void stopServers() {
        servers.forEach(Sandbox::close);
    }

    @Override
    protected void checkRefusals() {
        assertThat(calls(true)).isEmpty();
        assertThat(calls(false))
                .as("those that the charts have made accounts for")
                .contains(
                        "mgmt system:serviceaccount:gloo-mesh:mesh-discovery",
                        "mgmt system:serviceaccount:gloo-mesh:mesh-networking",
                        "cluster-1 system:serviceaccount:weft-agent:cert-agent");
    }

    /** Who has called which server; or what was forbidden to whom. */
    private List<String> calls(boolean forbidden) {
        return servers.stream()
                .flatMap(server -> server.transcript().entries().stream()
                        .filter(entry -> !forbidden || entry.code() == 403)
                        .map(entry -> server.name() + " " + entry.user()
                                + (forbidden ? " " + entry.verb() + " " + entry.path() : "")))
                .distinct()
                .toList();
    }
}
