// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** kube-sandbox servers in this process. */
final class SandboxStage implements Stage {

    private final SequencedMap<String, SandboxServer> servers = new LinkedHashMap<>();

    @Override
    public Optional<String> missing() {
        return Optional.empty();
    }

    @Override
    public String premise() {
        return "Everything runs in this process.";
    }

    @Override
    public SequencedMap<String, StageServer> start(Map<String, List<Path>> clusters, Path working, Path logs)
            throws IOException {
        for (Map.Entry<String, List<Path>> cluster : clusters.entrySet()) {
            String name = cluster.getKey();
            servers.put(name, SandboxServer.start(name, working.resolve(name), cluster.getValue()));
        }
        return new LinkedHashMap<>(servers);
    }

    @Override
    public String started() {
        return "in this process";
    }

    @Override
    public Optional<Callers> callers() {
        return Optional.empty();
    }

    @Override
    public List<String> gatewayNetworks() {
        return List.of();
    }

    @Override
    public void close() {
        servers.values().forEach(SandboxServer::close);
    }
}
