// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.analysis.Render;
import dev.weft.analysis.RenderOptions;
import dev.weft.discovery.DiscoveryMain;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.servers.ApiServer;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.e2e.servers.Children.Child;
import dev.weft.e2e.servers.ClusterObjects;
import dev.weft.meshctl.Main;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.register.OperatorAccounts;
import dev.weft.meshctl.register.OperatorRights;
import dev.weft.networking.NetworkingMain;
import dev.weft.runtime.folder.SnapshotFolder;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.status.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The plane on one of the lab's clusters, as users run it: meshctl and both operators as processes of their own, each operator with the
 * rights that it needs and no others.
 */
final class Plane {

    static final String NAMESPACE = "gloo-mesh";

    /** From an edit to what requests see, with room for a machine that is busy. */
    static final Duration LONGEST = Duration.ofSeconds(60);

    private final MeshLab lab;
    private final LabCluster management;
    private final Path folder;
    private final Map<String, Child> operators = new LinkedHashMap<>();

    private Plane(MeshLab lab, LabCluster management, Path folder) {
        this.lab = lab;
        this.management = management;
        this.folder = folder;
    }

    /** Installs kinds and accounts, starts the operators and waits until they lead. */
    static Plane start(MeshLab lab, LabCluster management) throws IOException, InterruptedException, ApiException {
        Plane plane = new Plane(lab, management, lab.children().folder("plane"));
        Files.deleteIfExists(plane.transcript());
        for (LabCluster cluster : lab.clusters()) {
            Files.writeString(plane.kubeconfig(cluster.name()), cluster.server().kubeconfig());
        }
        plane.meshctl("install", "crds", "--kubecontext", management.name());
        management.objects().apply("""
            apiVersion: v1
            kind: Namespace
            metadata: {name: %s}
            """.formatted(NAMESPACE));
        plane.startDiscovery();
        plane.startNetworking();
        for (String lease : List.of("mesh-discovery", "mesh-networking")) {
            Awaiting.until(lease + " leads", LONGEST, () -> {
                plane.operators.get(lease).mustLive();
                return plane.find("/apis/coordination.k8s.io/v1/namespaces/" + NAMESPACE + "/leases/" + lease)
                                .map(found -> found.at("/spec/holderIdentity").asText(""))
                                .filter(holder -> !holder.isEmpty())
                                .isPresent()
                        ? Optional.empty()
                        : Optional.of("nobody holds the Lease");
            });
        }
        return plane;
    }

    void startDiscovery() throws IOException, InterruptedException, ApiException {
        start(OperatorRights.discovery(), DiscoveryMain.class);
    }

    void startNetworking(String... flags) throws IOException, InterruptedException, ApiException {
        start(OperatorRights.networking(), NetworkingMain.class, flags);
    }

    /** Ends an operator as a Deployment does. */
    void end(String operator) throws IOException, InterruptedException {
        operators.get(operator).end();
    }

    /** Kills an operator, which so gives nothing back. */
    void kill(String operator) throws IOException, InterruptedException {
        operators.get(operator).kill();
    }

    private void start(OperatorRights rights, Class<?> main, String... flags)
            throws IOException, InterruptedException, ApiException {
        ApiServer server = management.server();
        Path kubeconfig = folder.resolve(rights.account() + ".kubeconfig");
        try (Cluster administrator = Cluster.open(server.name(), server.administrator(), "e2e")) {
            Endpoint account = OperatorAccounts.install(administrator, server.administrator(), NAMESPACE, rights);
            String token = ((Endpoint.Credentials.BearerToken) account.credentials())
                    .token()
                    .get();
            Files.writeString(
                    kubeconfig,
                    new ApiServer(rights.account(), server.url(), server.certificate(), token).kubeconfig());
        }
        operators.put(
                rights.account(),
                lab.children()
                        .start(
                                rights.account(),
                                folder,
                                Map.of("LC_ALL", "C.UTF-8"),
                                JavaProgram.operator(main, kubeconfig, NAMESPACE, List.of(flags))));
    }

    /** Registers a cluster as a user does. */
    void register(LabCluster cluster) throws IOException, InterruptedException {
        meshctl(
                "cluster",
                "register",
                cluster.name(),
                "--mgmt-context",
                management.name(),
                "--remote-context",
                cluster.name());
    }

    /**
     * Runs meshctl with contexts for all clusters and keeps what it says in {@code transcript.txt}.
     *
     * @return what it has printed
     */
    String meshctl(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(JavaProgram.meshctl(Main.class, arguments)).redirectErrorStream(true);
        Path output = folder.resolve("meshctl.txt");
        builder.redirectOutput(output.toFile());
        List<String> kubeconfigs = lab.clusters().stream()
                .map(cluster -> kubeconfig(cluster.name()).toString())
                .toList();
        builder.environment().put("KUBECONFIG", String.join(":", kubeconfigs));
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        if (!process.waitFor(LONGEST.multipliedBy(2).toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        int code = process.waitFor();
        String printed = Files.readString(output);
        String told = "$ meshctl " + String.join(" ", arguments) + "\n" + printed + "exit code " + code + "\n\n";
        Files.writeString(transcript(), told, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (code != 0) {
            throw new AssertionError(told);
        }
        return printed;
    }

    private Path transcript() {
        return lab.reports().resolve("transcript.txt");
    }

    private Path kubeconfig(String cluster) {
        return folder.resolve(cluster + ".kubeconfig");
    }

    /** Objects of the management cluster. */
    ClusterObjects objects() {
        return management.objects();
    }

    Optional<ObjectNode> find(String path) throws ApiException, InterruptedException {
        return management.objects().find(path);
    }

    /** Applies policies and waits until each is in effect on its clusters, as the plane says. */
    void apply(String yaml) throws ApiException, InterruptedException {
        for (ObjectNode written : management.objects().apply(yaml)) {
            awaitCondition(written, "Programmed", "True");
        }
    }

    /** Waits until a condition of an object of Weft is so, at the generation that {@code object} has. */
    JsonNode awaitCondition(ObjectNode object, String type, String status) throws InterruptedException {
        String path = path(object);
        long generation = object.at("/metadata/generation").asLong();
        JsonNode[] found = new JsonNode[1];
        Awaiting.until(path + " is " + type + "=" + status, LONGEST, () -> {
            ObjectNode now = find(path).orElseThrow();
            for (JsonNode condition : now.at("/status/conditions")) {
                if (condition.path("type").asText().equals(type)
                        && condition.path("status").asText().equals(status)
                        && condition.path("observedGeneration").asLong() >= generation) {
                    found[0] = condition;
                    return Optional.empty();
                }
            }
            return Optional.of(now.path("status").toString());
        });
        return found[0];
    }

    /** What the status of an object of Weft says now. */
    JsonNode status(ObjectNode object) throws ApiException, InterruptedException {
        return find(path(object)).orElseThrow().path("status");
    }

    private static String path(ObjectNode object) {
        String plural = switch (object.path("kind").asText()) {
            case "TrafficPolicy" -> "trafficpolicies";
            case "AccessPolicy" -> "accesspolicies";
            case "VirtualMesh" -> "virtualmeshes";
            case "FailoverService" -> "failoverservices";
            case "Settings" -> "settings";
            case "KubernetesCluster" -> "kubernetesclusters";
            default -> throw new IllegalArgumentException("no condition is known of " + object.path("kind"));
        };
        JsonNode metadata = object.path("metadata");
        return "/apis/" + object.path("apiVersion").asText() + "/namespaces/"
                + metadata.path("namespace").asText() + "/" + plural + "/"
                + metadata.path("name").asText();
    }

    /** Writes what the plane knows, for whoever looks into a failure. */
    void diagnose(Path reports) throws IOException, InterruptedException {
        Path snapshot = reports.resolve("snapshot");
        meshctl(
                "debug",
                "snapshot",
                "--live",
                "--kubecontext",
                management.name(),
                "--dir",
                snapshot.toString(),
                "--force");
    }

    /**
     * What the plane finds in the clusters as they are.
     *
     * @param name of the folder of the reports for what it was found in
     */
    List<Finding> findings(String name) throws Exception {
        Path folder = lab.reports().resolve(name);
        diagnose(folder);
        RenderOptions options =
                new RenderOptions("2026-01-01T00:00:00Z", false, NAMESPACE, new Ref(NAMESPACE, "settings"), false);
        return Render.of(SnapshotFolder.read(folder.resolve("snapshot"), Render.readKinds()), options)
                .findings();
    }
}
