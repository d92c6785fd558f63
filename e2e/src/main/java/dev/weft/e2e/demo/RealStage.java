// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.ClusterSetup;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.servers.ApiServers;
import dev.weft.e2e.servers.IstioTools;
import dev.weft.e2e.servers.Seed;
import dev.weft.meshctl.demo.Callers;
import dev.weft.meshctl.demo.Stage;
import dev.weft.meshctl.demo.StageServer;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.runtime.folder.UnusableFolderException;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Real API servers; on each workload cluster an istiod, and an Envoy for each application. The checkout that has their build is named by
 * the system property {@value #CHECKOUT}.
 */
public final class RealStage implements Stage {

    /** Folder of the checkout. */
    public static final String CHECKOUT = "weft.checkout";

    private final SequencedMap<String, RealServer> servers = new LinkedHashMap<>();
    private @Nullable ApiServers processes;
    private @Nullable MeshLab lab;

    private static Path checkout() {
        return Path.of(Objects.requireNonNull(System.getProperty(CHECKOUT), CHECKOUT + " is not set"));
    }

    @Override
    public Optional<String> missing() throws IOException, InterruptedException {
        return BuiltTools.missing(checkout());
    }

    @Override
    public String premise() {
        return "API servers, istiods and Envoys are\nreal programs on loopback; the plane and the applications run in this process.";
    }

    @Override
    public SequencedMap<String, StageServer> start(Map<String, List<Path>> clusters, Path working, Path logs)
            throws IOException, InterruptedException, CommandFailedException {
        try {
            BuiltTools tools = BuiltTools.of(checkout());
            Map<String, DemoSetup> setups = new LinkedHashMap<>();
            for (Map.Entry<String, List<Path>> cluster : clusters.entrySet()) {
                DemoSetup.of(Seed.objects(cluster.getValue())).ifPresent(setup -> setups.put(cluster.getKey(), setup));
            }
            ApiServers started = ApiServers.start(tools.kubernetes(), false, List.copyOf(clusters.keySet()));
            processes = started;
            for (String name : clusters.keySet()) {
                servers.put(name, RealServer.of(started, name));
                if (!setups.containsKey(name)) {
                    Seed.plant(started.server(name), clusters.get(name));
                }
            }
            lab = startIstio(started, tools.istio(), setups, logs);
            return new LinkedHashMap<>(servers);
        } catch (UnusableFolderException | ApiException | AssertionError e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), "");
        }
    }

    private static MeshLab startIstio(ApiServers servers, IstioTools istio, Map<String, DemoSetup> setups, Path reports)
            throws IOException, InterruptedException, ApiException {
        Map<String, ClusterSetup> clusters = new LinkedHashMap<>();
        setups.forEach((name, setup) -> clusters.put(name, setup.setup()));
        MeshLab lab = MeshLab.startAs(servers, istio, clusters, reports);
        try {
            for (Map.Entry<String, DemoSetup> setup : setups.entrySet()) {
                LabCluster cluster = lab.cluster(setup.getKey());
                if (!setup.getValue().gateways().isEmpty()) {
                    String address = cluster.workload(DemoSetup.INGRESS).address();
                    for (ObjectNode gateway : setup.getValue().gatewaysAt(address)) {
                        cluster.objects().apply(gateway);
                    }
                }
            }
            return lab;
        } catch (ApiException | InterruptedException | RuntimeException e) {
            lab.close();
            throw e;
        }
    }

    @Override
    public String started() {
        List<LabCluster> clusters = lab == null ? List.of() : lab.clusters();
        int pods = clusters.stream()
                .mapToInt(cluster -> cluster.workloads().size())
                .sum();
        return "with " + clusters.size() + " istiods and " + pods + " Envoys";
    }

    @Override
    public Optional<Callers> callers() {
        return Optional.ofNullable(lab).map(RealCallers::new);
    }

    /** Each istiod has a root of its own, and the gateways between the clusters are objects only. */
    @Override
    public boolean federates() {
        return false;
    }

    /** The lab ends its API servers; without one they are ended here. */
    @Override
    public void close() throws IOException {
        servers.values().forEach(RealServer::close);
        if (lab != null) {
            lab.close();
        } else if (processes != null) {
            processes.close();
        }
    }
}
