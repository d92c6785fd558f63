// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.istio;

import dev.weft.e2e.servers.ApiServers;
import dev.weft.e2e.servers.Children;
import dev.weft.e2e.servers.IstioTools;
import dev.weft.e2e.servers.KubernetesTools;
import dev.weft.e2e.servers.Servers;
import dev.weft.runtime.kube.ApiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Clusters with Istio and workloads, on loopback and without root. Nothing of it survives {@link #close}, nor this JVM, but the folder
 * with logs and diagnoses.
 */
public final class MeshLab implements AutoCloseable {

    private final Servers servers;
    private final Children children;
    private final LabAddresses addresses;
    private final Path reports;
    private final Map<String, LabCluster> clusters = new LinkedHashMap<>();

    private MeshLab(Servers servers, Children children, LabAddresses addresses, Path reports) {
        this.servers = servers;
        this.children = children;
        this.addresses = addresses;
        this.reports = reports;
    }

    /**
     * Starts all of it, the clusters side by side, and returns when every proxy is ready. The clusters have one root, so that their pods
     * trust one another.
     *
     * @param pods by name of the cluster
     * @param reports gets logs and diagnoses; need not exist
     * @throws IOException when a process ends or does not get ready; the message has the end of its log
     */
    public static MeshLab start(
            KubernetesTools.Built kubernetes, IstioTools istio, Map<String, List<Pod>> pods, Path reports)
            throws IOException, InterruptedException, ApiException {
        Map<String, ClusterSetup> setups = setups(pods);
        LabAddresses addresses = LabAddresses.claim();
        Map<String, String> services = new LinkedHashMap<>();
        pods.keySet().forEach(cluster -> services.put(cluster, addresses.nextServices()));
        Servers servers;
        try {
            servers = ApiServers.start(kubernetes, false, services);
        } catch (IOException | InterruptedException | RuntimeException e) {
            addresses.close();
            throw e;
        }
        return startAs(servers, addresses, istio, setups, reports);
    }

    /**
     * Likewise, with API servers that run already. Nothing listens at the cluster IPs of their Services.
     *
     * @param servers one for each of the clusters; closed with the lab, or when it does not start
     */
    public static MeshLab start(Servers servers, IstioTools istio, Map<String, List<Pod>> pods, Path reports)
            throws IOException, InterruptedException, ApiException {
        Map<String, ClusterSetup> setups;
        try {
            setups = setups(pods);
        } catch (IOException | RuntimeException e) {
            servers.close();
            throw e;
        }
        return startAs(servers, istio, setups, reports);
    }

    private static Map<String, ClusterSetup> setups(Map<String, List<Pod>> pods) throws IOException {
        SharedRoot root = new SharedRoot();
        Map<String, ClusterSetup> setups = new LinkedHashMap<>();
        for (Map.Entry<String, List<Pod>> cluster : pods.entrySet()) {
            setups.put(cluster.getKey(), ClusterSetup.of(root.secret(), cluster.getValue()));
        }
        return setups;
    }

    /**
     * Likewise, with clusters that hold what they are set up with; among that a root, if they shall have one in common.
     *
     * @param setups by name of the cluster
     */
    public static MeshLab startAs(Servers servers, IstioTools istio, Map<String, ClusterSetup> setups, Path reports)
            throws IOException, InterruptedException, ApiException {
        LabAddresses addresses;
        try {
            addresses = LabAddresses.claim();
        } catch (IOException e) {
            servers.close();
            throw e;
        }
        return startAs(servers, addresses, istio, setups, reports);
    }

    /**
     * Likewise, with cluster IPs at which something listens.
     *
     * @param addresses of which the servers have their networks of Services; closed with the lab, or when it does not start
     */
    public static MeshLab startAs(
            Servers servers, LabAddresses addresses, IstioTools istio, Map<String, ClusterSetup> setups, Path reports)
            throws IOException, InterruptedException, ApiException {
        MeshLab lab = empty(servers, addresses, reports);
        try {
            for (Map.Entry<String, ClusterSetup> setup : setups.entrySet()) {
                String name = setup.getKey();
                lab.clusters.put(
                        name,
                        new LabCluster(servers.server(name), istio, lab.children, lab.addresses, setup.getValue()));
            }
            lab.startClusters();
            return lab;
        } catch (IOException | InterruptedException | ApiException | RuntimeException | AssertionError e) {
            lab.diagnose(reports.resolve("proxies"));
            lab.close();
            throw e;
        }
    }

    private static MeshLab empty(Servers servers, LabAddresses addresses, Path reports) throws IOException {
        try {
            Children children = new Children(Files.createTempDirectory("weft-lab"), reports.resolve("logs"));
            return new MeshLab(servers, children, addresses, reports);
        } catch (IOException | RuntimeException e) {
            servers.close();
            addresses.close();
            throw e;
        }
    }

    private void startClusters() throws IOException, InterruptedException, ApiException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<LabCluster>> started = new ArrayList<>();
            for (LabCluster cluster : clusters.values()) {
                started.add(threads.submit(() -> {
                    cluster.start();
                    return cluster;
                }));
            }
            await(started, threads);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException io -> throw io;
                case ApiException refused -> throw refused;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    /** An interrupt ends the others too: closing the threads would wait for them. */
    private static void await(List<Future<LabCluster>> started, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        try {
            for (Future<LabCluster> cluster : started) {
                cluster.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            threads.shutdownNow();
            throw e;
        }
    }

    /** The cluster of that name. */
    public LabCluster cluster(String name) {
        LabCluster cluster = clusters.get(name);
        if (cluster == null) {
            throw new IllegalArgumentException("no cluster " + name + "; there are " + clusters.keySet());
        }
        return cluster;
    }

    /** All clusters, in the order in which they were asked for. */
    public List<LabCluster> clusters() {
        return List.copyOf(clusters.values());
    }

    /** The API server of a cluster is lost; istiod, proxies and apps go on. */
    public void cutOff(LabCluster cluster) throws IOException, InterruptedException {
        servers.cutOff(cluster.name());
    }

    /** It is there again, as it was. */
    public void comeBack(LabCluster cluster) throws IOException, InterruptedException {
        servers.comeBack(cluster.name());
    }

    /** For more processes that end with the lab. */
    public Children children() {
        return children;
    }

    /** Where logs and diagnoses are. */
    public Path reports() {
        return reports;
    }

    /**
     * Writes what every proxy is configured with and how its upstreams are.
     *
     * @param folder need not exist
     */
    public void diagnose(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (LabCluster cluster : clusters.values()) {
            for (Workload workload : cluster.workloads()) {
                for (String page : List.of("config_dump", "clusters")) {
                    String file = cluster.name() + "-" + workload.pod().name() + "-" + page + ".txt";
                    Files.writeString(folder.resolve(file), page(workload, page));
                }
            }
        }
    }

    private static String page(Workload workload, String page) {
        try {
            return workload.admin("/" + page);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            clusters.values().forEach(LabCluster::close);
            children.close();
        } finally {
            servers.close();
            addresses.close();
        }
    }
}
