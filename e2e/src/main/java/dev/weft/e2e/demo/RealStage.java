// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.ClusterSetup;
import dev.weft.e2e.istio.LabAddresses;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.istio.SharedRoot;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Real API servers; on each workload cluster an istiod, and an Envoy for each application. The checkout that has their build is named by
 * the system property {@value #CHECKOUT}.
 */
public final class RealStage implements Stage {

    /** Folder of the checkout. */
    public static final String CHECKOUT = "weft.checkout";

    private final SequencedMap<String, RealServer> servers = new LinkedHashMap<>();
    private @Nullable LabAddresses claimed;
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
            LabAddresses addresses = LabAddresses.claim();
            claimed = addresses;
            ApiServers started = startServers(tools, clusters.keySet(), addresses);
            processes = started;
            for (String name : clusters.keySet()) {
                servers.put(name, RealServer.of(started, name));
                if (!setups.containsKey(name)) {
                    Seed.plant(started.server(name), clusters.get(name));
                }
            }
            lab = startIstio(started, addresses, tools.istio(), trusting(setups), logs);
            return new LinkedHashMap<>(servers);
        } catch (UnusableFolderException | ApiException | AssertionError e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()), "");
        }
    }

    /** With cluster IPs at which the services of the shop answer. */
    private static ApiServers startServers(BuiltTools tools, Set<String> clusters, LabAddresses addresses)
            throws IOException, InterruptedException {
        Map<String, String> services = new LinkedHashMap<>();
        clusters.forEach(name -> services.put(name, addresses.nextServices()));
        return ApiServers.start(tools.kubernetes(), false, services);
    }

    /** Under one root, each lets in callers of the others' trust domains. */
    private static Map<String, DemoSetup> trusting(Map<String, DemoSetup> setups) throws IOException {
        SharedRoot root = new SharedRoot();
        Map<String, DemoSetup> trusting = new LinkedHashMap<>();
        for (Map.Entry<String, DemoSetup> setup : setups.entrySet()) {
            List<String> others = setups.entrySet().stream()
                    .filter(other -> !other.getKey().equals(setup.getKey()))
                    .map(other -> other.getValue().setup().istio().trustDomain())
                    .toList();
            trusting.put(setup.getKey(), setup.getValue().trusting(root, others));
        }
        return trusting;
    }

    private static MeshLab startIstio(
            ApiServers servers, LabAddresses addresses, IstioTools istio, Map<String, DemoSetup> setups, Path reports)
            throws IOException, InterruptedException, ApiException {
        Map<String, ClusterSetup> clusters = new LinkedHashMap<>();
        setups.forEach((name, setup) -> clusters.put(name, setup.setup()));
        MeshLab lab = MeshLab.startAs(servers, addresses, istio, clusters, reports);
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

    /** Everything is on loopback. */
    @Override
    public List<String> gatewayNetworks() {
        return List.of("127.0.0.0/8");
    }

    /** The lab ends its API servers; without one they are ended here. */
    @Override
    public void close() throws IOException {
        servers.values().forEach(RealServer::close);
        if (lab != null) {
            lab.close();
            return;
        }
        if (processes != null) {
            processes.close();
        }
        if (claimed != null) {
            claimed.close();
        }
    }
}
