// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.ClusterSetup;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.istio.Pod;
import dev.weft.e2e.servers.ApiServers;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.e2e.servers.IstioTools;
import dev.weft.e2e.servers.RealServers;
import dev.weft.pki.CaCerts;
import dev.weft.pki.PkiException;
import dev.weft.runtime.kube.ApiException;
import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Two clusters whose istiods make their own roots, a plane on {@code east}, and a cert-agent on each as a process. Both have a client, a
 * Service {@code reviews} and a gateway; each request to reviews comes with a TLS handshake of its own. Deployments are rolled out when
 * their template changes, as the agents do it.
 */
final class TrustWorld implements World {

    static final String VIRTUAL_MESH =
            "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/virtualmeshes/both";

    static final String CA_CERTS = "/api/v1/namespaces/istio-system/secrets/cacerts";
    private static final String GROUP =
            "/apis/certificates.mesh.gloo.solo.io/v1alpha2/namespaces/" + Agent.NAMESPACE + "/";
    private static final String KEYS = "/api/v1/namespaces/" + Agent.NAMESPACE + "/secrets";
    private static final String ROOTS = "/api/v1/namespaces/" + Plane.NAMESPACE + "/secrets";

    private static final String ROOT_NAME = "both.gloo-mesh";

    private static final String FEDERATION = "federation: {permissive: {}}\n";

    private final MeshLab lab;
    private final Plane plane;
    private final Map<String, Agent> agents = new LinkedHashMap<>();
    private final Rollout rollout;

    private TrustWorld(MeshLab lab, Plane plane) {
        this.lab = lab;
        this.plane = plane;
        this.rollout = new Rollout(lab);
    }

    static TrustWorld start(Path reports) throws IOException, InterruptedException, ApiException {
        List<Pod> pods = List.of(Pod.client("client"), Pod.server("reviews", "v1"), Pod.gateway("gateway"));
        Map<String, ClusterSetup> setups = new LinkedHashMap<>();
        setups.put(EAST, ClusterSetup.withOwnRoot(pods));
        setups.put(WEST, ClusterSetup.withOwnRoot(pods));
        long start = System.nanoTime();
        ApiServers servers = ApiServers.start(RealServers.tools(), false, List.copyOf(setups.keySet()));
        MeshLab lab = MeshLab.startAs(servers, IstioTools.of(Checkout.root()), setups, reports);
        try {
            TrustWorld world = new TrustWorld(lab, Plane.start(lab, lab.cluster(EAST)));
            for (LabCluster cluster : lab.clusters()) {
                cluster.runControllers();
                cluster.objects().apply(A_HANDSHAKE_FOR_EACH_REQUEST);
                world.plane.register(cluster);
                Agent agent = Agent.install(lab, cluster);
                agent.start();
                world.agents.put(cluster.name(), agent);
            }
            world.plane.objects().apply(Policies.ADDRESSES_OF_THE_LAB);
            world.awaitKinds();
            for (Agent agent : world.agents.values()) {
                agent.awaitReady();
            }
            System.out.printf(
                    "e2e: clusters with roots of their own, plane and agents after %d ms%n",
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
            return world;
        } catch (IOException | InterruptedException | ApiException | RuntimeException | AssertionError e) {
            lab.close();
            throw e;
        }
    }

    /** A server prepares anew for a kind when it is changed, and answers nothing about it meanwhile. */
    private void awaitKinds() throws InterruptedException {
        for (LabCluster cluster : lab.clusters()) {
            for (String plural : List.of("issuedcertificates", "certificaterequests", "podbouncedirectives")) {
                Awaiting.until(cluster.name() + " serves " + plural, Plane.LONGEST, () -> {
                    names(cluster, GROUP + plural);
                    return Optional.empty();
                });
            }
        }
    }

    @Override
    public MeshLab lab() {
        return lab;
    }

    @Override
    public Plane plane() {
        return plane;
    }

    /** The agent of a cluster. */
    Agent agent(String cluster) {
        Agent agent = agents.get(cluster);
        if (agent == null) {
            throw new IllegalArgumentException("no agent on " + cluster);
        }
        return agent;
    }

    /** A request within a cluster. */
    static HttpCall within(LabCluster cluster) {
        return cluster.workload("client").call("reviews", "/who");
    }

    /** A request from one cluster to the other. */
    HttpCall across(LabCluster from) {
        String other = from.name().equals(EAST) ? WEST : EAST;
        return from.workload("client").callOn(other, "reviews", "/who");
    }

    /** Which of those that the plane makes is wanted. */
    int rootGeneration() throws ApiException, InterruptedException {
        return plane.find(VIRTUAL_MESH)
                .map(found -> found.at("/spec/mtlsConfig/shared/rootCertificateAuthority/generated/generation")
                        .asInt(1))
                .orElse(1);
    }

    /** Name of its Secret. */
    String rootName() throws ApiException, InterruptedException {
        int generation = rootGeneration();
        return generation == 1 ? ROOT_NAME : ROOT_NAME + "." + generation;
    }

    /** That Secret. */
    Optional<ObjectNode> root() throws ApiException, InterruptedException {
        return plane.find(ROOTS + "/" + rootName());
    }

    /** One mesh of both, each with the root that it has. */
    void federate() throws ApiException, InterruptedException {
        plane.apply(Policies.virtualMesh(FEDERATION));
    }

    /**
     * One mesh of both, with a common root; pods are restarted for it.
     *
     * @param authority YAML of {@code rootCertificateAuthority}
     */
    ObjectNode trust(String authority) throws ApiException, InterruptedException {
        return trust(true, authority);
    }

    private ObjectNode trust(boolean restarts, String authority) throws ApiException, InterruptedException {
        return plane.objects()
                .apply(Policies.virtualMesh(FEDERATION + """
                    mtlsConfig:
                      autoRestartPods: %s
                      shared: {rootCertificateAuthority: %s}
                    """.formatted(restarts, authority)))
                .getFirst();
    }

    /** Likewise, with a root that the plane makes, which outlives certificates by far. */
    ObjectNode trustGenerated() throws ApiException, InterruptedException {
        return trust("{generated: {ttlDays: 3650}}");
    }

    /** The common root is a certain one of those that the plane makes, and no pod is restarted for it. */
    void trustWithoutRestarts(int generation) throws ApiException, InterruptedException {
        trust(false, "{generated: {ttlDays: 3650, generation: %d}}".formatted(generation));
    }

    /** Both are under a root that the plane has made, if they are not so already. */
    void underOneRoot() throws IOException, ApiException, InterruptedException, PkiException {
        if (!isUnderOneRoot()) {
            apart();
            trustGenerated();
        }
        awaitFinished();
        awaitShared();
        awaitAnswers();
    }

    private boolean isUnderOneRoot() throws ApiException, InterruptedException, PkiException {
        Optional<ObjectNode> root = root();
        for (LabCluster cluster : lab.clusters()) {
            Optional<ObjectNode> secret = cluster.objects().find(CA_CERTS);
            if (root.isEmpty()
                    || secret.isEmpty()
                    || names(cluster, GROUP + "issuedcertificates").isEmpty()
                    || !text(secret.get(), CaCerts.ROOT_CERT).equals(text(root.get(), CaCerts.ROOT_CERT))) {
                return false;
            }
        }
        return true;
    }

    /** What the agent of a cluster is told, and tells. */
    ObjectNode certificate(LabCluster cluster) throws ApiException, InterruptedException {
        return cluster.objects()
                .find(GROUP + "issuedcertificates/istiod-istio-system-" + cluster.name())
                .orElseThrow(() -> new IllegalStateException(cluster.name() + " has no IssuedCertificate"));
    }

    /** What the plane says of the root: status and message of the condition. */
    String shared() throws ApiException, InterruptedException {
        for (JsonNode condition : plane.find(VIRTUAL_MESH).orElseThrow().at("/status/conditions")) {
            if (condition.path("type").asText().equals("TrustShared")) {
                return condition.path("status").asText() + " "
                        + condition.path("reason").asText() + ": "
                        + condition.path("message").asText();
            }
        }
        return "";
    }

    /** All trust the root that is wanted and no other, and serve certificates under it. */
    void awaitShared() throws InterruptedException {
        Awaiting.until("the root is shared", Duration.ofMinutes(3), () -> {
            String shared = shared();
            return shared.startsWith("True") ? Optional.empty() : Optional.of(shared);
        });
    }

    /** Where that stands; empty before there is a word of it. */
    String state(LabCluster cluster) throws ApiException, InterruptedException {
        return cluster.objects()
                .find(GROUP + "issuedcertificates/istiod-istio-system-" + cluster.name())
                .map(found -> found.at("/status/state").asText(""))
                .orElse("");
    }

    /** Its condition of that type. */
    JsonNode condition(LabCluster cluster, String type) throws ApiException, InterruptedException {
        for (JsonNode condition : certificate(cluster).at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        throw new IllegalStateException("no condition " + type);
    }

    /** Those of both clusters are. */
    void awaitFinished() throws InterruptedException {
        for (LabCluster cluster : lab.clusters()) {
            awaitFinished(cluster);
        }
    }

    /** The certificate that an agent has stored is in use, and whatever held older ones was restarted. */
    void awaitFinished(LabCluster cluster) throws InterruptedException {
        awaitState(cluster, List.of("FINISHED"));
    }

    /** Waits until the present spec has come to one of these states. */
    void awaitState(LabCluster cluster, List<String> states) throws InterruptedException {
        Awaiting.until("the certificate of " + cluster.name() + " is " + states, Plane.LONGEST, () -> {
            ObjectNode certificate = certificate(cluster);
            boolean current = certificate.at("/status/observedGeneration").asLong()
                    == certificate.at("/metadata/generation").asLong();
            return current && states.contains(certificate.at("/status/state").asText())
                    ? Optional.empty()
                    : Optional.of(certificate.path("status").toString());
        });
    }

    /** Requests are answered, within the clusters and between them. */
    void awaitAnswers() throws InterruptedException {
        for (LabCluster cluster : lab.clusters()) {
            MeshWorld.awaitStatus(within(cluster), 200);
            MeshWorld.awaitStatus(across(cluster), 200);
        }
    }

    /** What the istiod of a cluster is given to sign with. */
    CaCerts caCerts(LabCluster cluster) throws ApiException, InterruptedException, PkiException {
        Map<String, byte[]> data = new TreeMap<>();
        cluster.objects()
                .find(CA_CERTS)
                .orElseThrow()
                .path("data")
                .properties()
                .forEach(entry -> data.put(
                        entry.getKey(),
                        Base64.getDecoder().decode(entry.getValue().asText())));
        return CaCerts.read(data);
    }

    /** Requests and keys on a cluster, which go when a certificate is stored. */
    List<String> leftovers(LabCluster cluster) throws ApiException, InterruptedException {
        List<String> left = new ArrayList<>(names(cluster, GROUP + "certificaterequests"));
        names(cluster, KEYS).stream().filter(name -> name.startsWith("istiod-")).forEach(left::add);
        return left;
    }

    /** Both clusters are as in the beginning: no VirtualMesh, no trace of one, and each istiod signs with the root that it made. */
    void apart() throws IOException, ApiException, InterruptedException {
        plane.objects().delete(Policies.virtualMesh(""));
        for (LabCluster cluster : lab.clusters()) {
            for (String path : List.of(
                    GROUP + "issuedcertificates",
                    GROUP + "podbouncedirectives",
                    "/apis/networking.istio.io/v1/serviceentries",
                    "/apis/networking.istio.io/v1/gateways")) {
                Awaiting.until("nothing is left of " + path + " on " + cluster.name(), Plane.LONGEST, () -> {
                    int left = names(cluster, path).size();
                    return left == 0 ? Optional.empty() : Optional.of(left + " objects");
                });
            }
        }
        // Owner references would see to keys and requests, but no garbage is collected here.
        for (LabCluster cluster : lab.clusters()) {
            for (String name : names(cluster, GROUP + "certificaterequests")) {
                cluster.objects()
                        .delete(named(
                                "certificates.mesh.gloo.solo.io/v1alpha2",
                                "CertificateRequest",
                                Agent.NAMESPACE,
                                name));
            }
            for (String name : names(cluster, KEYS)) {
                if (name.startsWith("istiod-")) {
                    cluster.objects().delete(named("v1", "Secret", Agent.NAMESPACE, name));
                }
            }
            cluster.objects().delete(named("v1", "Secret", "istio-system", "cacerts"));
            cluster.objects().delete(named("v1", "Secret", "istio-system", "cacerts.before-weft"));
        }
        // The roots of the plane, and that of scenarios.
        for (String secret : names(east(), ROOTS)) {
            if (secret.startsWith(ROOT_NAME) || secret.equals("ours")) {
                plane.objects().delete(named("v1", "Secret", Plane.NAMESPACE, secret));
            }
        }
        rollout.toOwnRoots();
        for (LabCluster cluster : lab.clusters()) {
            MeshWorld.awaitStatus(within(cluster), 200);
        }
    }

    private static String named(String version, String kind, String namespace, String name) {
        return """
            apiVersion: %s
            kind: %s
            metadata: {name: %s, namespace: %s}
            """.formatted(version, kind, name, namespace);
    }

    private static List<String> names(LabCluster cluster, String path) throws ApiException, InterruptedException {
        List<String> names = new ArrayList<>();
        cluster.objects()
                .find(path)
                .orElseThrow()
                .path("items")
                .forEach(item -> names.add(item.at("/metadata/name").asText()));
        return names;
    }

    /** An administrator who restarts what runs. */
    Rollout rollout() {
        return rollout;
    }

    /** What is restarted from now on. */
    Restarts restarts() {
        return new Restarts(lab);
    }

    /** Text of an entry of a Secret. */
    static String text(JsonNode secret, String entry) {
        return new String(
                Base64.getDecoder().decode(secret.path("data").path(entry).asText()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        lab.close();
    }

    /**
     * A proxy that is called lets go of a connection after one request, so the next one is made anew; and it resumes no session, because
     * then nobody would look at certificates.
     */
    private static final String A_HANDSHAKE_FOR_EACH_REQUEST = """
        apiVersion: networking.istio.io/v1alpha3
        kind: EnvoyFilter
        metadata: {name: a-handshake-for-each-request, namespace: istio-system}
        spec:
          configPatches:
            - applyTo: NETWORK_FILTER
              match:
                context: SIDECAR_INBOUND
                listener: {filterChain: {filter: {name: envoy.filters.network.http_connection_manager}}}
              patch:
                operation: MERGE
                value:
                  typed_config:
                    "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                    common_http_protocol_options: {max_requests_per_connection: 1}
            - applyTo: FILTER_CHAIN
              match:
                context: SIDECAR_INBOUND
                listener: {portNumber: 9080, filterChain: {transportProtocol: tls}}
              patch:
                operation: MERGE
                value:
                  transport_socket:
                    name: envoy.transport_sockets.tls
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext
                      disable_stateless_session_resumption: true
                      disable_stateful_session_resumption: true
        """;
}
