// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import dev.weft.certagent.agent.Handshakes;
import dev.weft.meshctl.demo.standin.StandIns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** kube-sandbox servers in this process, with stand-ins for the istiods of their objects. */
final class SandboxStage implements Stage {

    private static final String ISTIODS = "/apis/apps/v1/namespaces/istio-system/deployments?labelSelector=app=istiod";

    private final SequencedMap<String, SandboxServer> servers = new LinkedHashMap<>();
    private final Map<String, StandIns> standIns = new LinkedHashMap<>();

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public String premise() {
        return "Everything runs in this process, with stand-ins\nfor istiod and its proxies.";
    }

    @Override
    public SequencedMap<String, StageServer> start(Map<String, List<Path>> clusters, Path working, Path logs)
            throws IOException {
        for (Map.Entry<String, List<Path>> cluster : clusters.entrySet()) {
            String name = cluster.getKey();
            SandboxServer server = SandboxServer.start(name, working.resolve(name), cluster.getValue());
            servers.put(name, server);
            boolean hasIstiod = server.find(ISTIODS)
                    .filter(istiods -> !istiods.path("items").isEmpty())
                    .isPresent();
            if (hasIstiod) {
                standIns.put(name, StandIns.start(name, server));
            }
        }
        return new LinkedHashMap<>(servers);
    }

    @Override
    public String started() {
        return "in this process, with " + standIns.size() + " stand-ins for istiod";
    }

    @Override
    public Optional<Callers> callers() {
        return Optional.empty();
    }

    @Override
    public Optional<Handshakes> handshakes(String cluster) {
        return Optional.ofNullable(standIns.get(cluster)).map(StandIns::network);
    }

    @Override
    public Optional<String> trouble() {
        return standIns.entrySet().stream()
                .flatMap(each -> each.getValue().trouble().stream()
                        .map(what -> "the stand-in for istiod on " + each.getKey() + " cannot go on: " + what))
                .findFirst();
    }

    @Override
    public List<String> gatewayNetworks() {
        return List.of();
    }

    @Override
    public void close() throws IOException {
        for (StandIns each : standIns.values()) {
            each.close();
        }
        servers.values().forEach(SandboxServer::close);
    }
}
