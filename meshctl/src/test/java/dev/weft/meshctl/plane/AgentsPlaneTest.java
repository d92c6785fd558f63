// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.get;
import static dev.weft.meshctl.plane.LivePlane.list;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.pki.Authority;
import dev.weft.pki.CaCerts;
import dev.weft.pki.ChainVerdict;
import dev.weft.pki.KeySpec;
import dev.weft.pki.PkiException;
import dev.weft.pki.RootTerms;
import dev.weft.pki.SigningSecret;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.hooks.Transcript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plane and the agents of two clusters, each with its own rights: together they give both meshes one root. */
@Timeout(120)
class AgentsPlaneTest {

    /** Names of the Meshes, by cluster. */
    private static final Map<String, String> MESHES = new TreeMap<>(
            Map.of("cluster-1", "istiod-istio-system-cluster-1", "cluster-2", "istiod-1-27-istio-system-cluster-2"));

    private static final List<String> SERVERS = List.of("mgmt", "cluster-1", "cluster-2");

    /** Where the agents of both clusters find what holds certificates, in the order of the plane. */
    private static final Map<String, List<String>> RESTARTS = Map.of(
            "cluster-1",
            List.of(
                    "istio-system/deployments/istiod",
                    "istio-system/deployments/istio-eastwestgateway",
                    "bookinfo/deployments/details-v1",
                    "istio-system/deployments/istio-ingressgateway",
                    "bookinfo/deployments/productpage-v1",
                    "bookinfo/deployments/ratings-v1",
                    "bookinfo/deployments/reviews-v1",
                    "bookinfo/deployments/reviews-v2"),
            "cluster-2",
            List.of(
                    "istio-system/deployments/istiod-1-27",
                    "istio-system/deployments/istio-eastwestgateway",
                    "bookinfo/deployments/details-v1",
                    "istio-system/deployments/istio-ingressgateway",
                    "bookinfo/deployments/ratings-v1",
                    "bookinfo/deployments/reviews-v3"));

    private static final String VIRTUAL_MESHES =
            "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/virtualmeshes";
    private static final String OF_THE_PLANE = "/api/v1/namespaces/gloo-mesh/secrets";
    private static final String OF_THE_AGENT = "/api/v1/namespaces/" + AgentPlace.NAMESPACE + "/secrets";
    private static final String OF_ISTIO = "/api/v1/namespaces/istio-system/secrets";
    private static final String CA_CERTS = OF_ISTIO + "/cacerts";

    private final Map<String, LiveAgent> agents = new TreeMap<>();
    private final Map<String, History> histories = new TreeMap<>();
    private LivePlane plane;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        plane = new LivePlane();
        plane.management.transcript().keepBodies();
        for (String name : MESHES.keySet()) {
            Sandbox cluster = plane.cluster(name, Bookinfo.objectsOfOneRoot(name, folder));
            cluster.transcript().keepBodies();
            plane.registerByMeshctl(name, Registering.agent("weft/cert-agent:test"));
            somebodysPod(cluster);
            agents.put(name, new LiveAgent(cluster, folder));
            histories.put(name, new History(cluster, List.of(OF_THE_AGENT, AgentPlace.REQUESTS)));
        }
        plane.startDiscovery();
        plane.startNetworking();
    }

    @AfterEach
    void stop() {
        agents.values().forEach(LiveAgent::close);
        histories.values().forEach(History::close);
        plane.close();
    }

    /** It has the label of an agent, and is none: the registration says where that is. */
    private static void somebodysPod(Sandbox cluster) {
        LivePlane.applyYaml(cluster, "/api/v1/namespaces/bookinfo/pods", """
                {apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: cert-agent}},
                 spec: {containers: [{name: cert-agent, image: any}]}}""");
    }

    private void virtualMesh(String options) {
        virtualMesh(options, "rootCertificateAuthority: {generated: {orgName: bookinfo}}");
    }

    private void virtualMesh(String options, String root) {
        plane.apply(VIRTUAL_MESHES, """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: VirtualMesh, metadata: {name: vm, namespace: gloo-mesh},
                 spec: {meshes: [{name: istiod-istio-system-cluster-1, namespace: gloo-mesh},
                                 {name: istiod-1-27-istio-system-cluster-2, namespace: gloo-mesh}],
                        mtlsConfig: {%sshared: {%s}}}}""".formatted(options, root));
    }

    @Test
    void bothMeshesGetOneRootAlthoughAnAgentEndsAtEachOfItsWrites() throws Exception {
        virtualMesh("");
        agents.get("cluster-2").start();
        int ends = endsAtEachOfItsWrites("cluster-1");
        assertThat(ends).as("key, request, cacerts, two that go, states").isGreaterThanOrEqualTo(6);
        MESHES.keySet().forEach(this::awaitFinished);

        keysStayWhereTheyAre();
        oneRoot();
        for (String cluster : MESHES.keySet()) {
            assertThat(list(server(cluster), AgentPlace.REQUESTS)).isEmpty();
            assertThat(list(server(cluster), OF_THE_AGENT)).isEmpty();
            assertThat(list(server(cluster), "/apis/certificates.mesh.gloo.solo.io/v1alpha2/issuedcertificates"))
                    .as("certificates on " + cluster)
                    .hasSize(1);
            assertThat(made(histories.get(cluster), "Secret"))
                    .as("keys on " + cluster)
                    .hasSize(1);
            assertThat(made(histories.get(cluster), "CertificateRequest"))
                    .as("requests on " + cluster)
                    .hasSize(1);
        }
        rightsAreEnough();
        aSecondLookWritesNothing();
    }

    @Test
    void whatThePlaneNamesIsRestartedInItsOrderAndEachOnce() throws Exception {
        virtualMesh("autoRestartPods: true, ");
        Map<String, RestartedPods> rollouts = new TreeMap<>();
        for (String cluster : MESHES.keySet()) {
            agents.get(cluster).start();
            rollouts.put(cluster, new RestartedPods(server(cluster)));
        }
        for (String cluster : MESHES.keySet()) {
            await(
                    "the first restart on " + cluster,
                    () -> !RestartedPods.asked(server(cluster)).isEmpty());
            assertThat(certificate(cluster).at("/status/state").asText()).isEqualTo("ISSUED");
            assertThat(RestartedPods.asked(server(cluster)))
                    .singleElement()
                    .asString()
                    .startsWith("istiod");
        }
        // They end while they wait for istiod; the next ones go on from there.
        for (LiveAgent agent : agents.values()) {
            agent.start();
        }
        await("the end", () -> {
            rollouts.values().forEach(RestartedPods::step);
            return MESHES.keySet().stream().allMatch(this::isFinished);
        });

        rollouts.values().forEach(RestartedPods::close);
        oneRoot();
        rightsAreEnough();
        plane.awaitQuiet();
        for (String cluster : MESHES.keySet()) {
            assertThat(isFinished(cluster))
                    .as("pods that came meanwhile change nothing")
                    .isTrue();
            List<String> restarts = entries(cluster).stream()
                    .filter(entry ->
                            entry.user().equals(LiveAgent.USER) && entry.verb().equals("patch"))
                    .map(entry -> entry.path().replaceFirst("[?].*", "").replaceFirst(".*/namespaces/", ""))
                    .toList();
            assertThat(restarts).as("each once, istiod first").containsExactlyElementsOf(RESTARTS.get(cluster));
        }
    }

    @Test
    void aMeshThatComesBackGetsANewCertificateUnderTheRootThatItHad() throws Exception {
        virtualMesh("");
        for (LiveAgent agent : agents.values()) {
            agent.start();
        }
        MESHES.keySet().forEach(this::awaitFinished);
        CaCerts before = caCerts("cluster-1");

        LivePlane.call(plane.management, "DELETE", VIRTUAL_MESHES + "/vm");
        await(
                "nothing is wanted",
                () -> MESHES.keySet().stream()
                        .allMatch(cluster ->
                                list(server(cluster), AgentPlace.CERTIFICATES).isEmpty()));
        assertThat(caCerts("cluster-1").certificate()).as("istiod goes on").isEqualTo(before.certificate());
        virtualMesh("");
        MESHES.keySet().forEach(this::awaitFinished);

        oneRoot();
        assertThat(caCerts("cluster-1").certificate()).isNotEqualTo(before.certificate());
        assertThat(caCerts("cluster-1").roots().text()).isEqualTo(before.roots().text());
    }

    @Test
    void whatTheIssuerMissesIsToldByTheAgent() throws Exception {
        virtualMesh("", "rootCertificateAuthority: {secret: {name: ours, namespace: gloo-mesh}}");
        for (LiveAgent agent : agents.values()) {
            agent.start();
        }
        for (String cluster : MESHES.keySet()) {
            await("it is missed on " + cluster, () -> {
                JsonNode status = certificate(cluster).path("status");
                return status.path("state").asText().equals("FAILED")
                        && status.path("error").asText().contains("gloo-mesh/ours");
            });
        }

        RootTerms terms = new RootTerms("ours", Duration.ofDays(365), KeySpec.DEFAULT);
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        SigningSecret.data(Authority.selfSigned(terms, Instant.now(), new SecureRandom()))
                .forEach(data::put);
        ours(data);
        MESHES.keySet().forEach(this::awaitFinished);

        assertThat(caCerts("cluster-1").roots()).isEqualTo(caCerts("cluster-2").roots());
    }

    @Test
    void BUG_36_aRootThatIsNotThereYetLeavesWhatMeshesTrust() throws Exception {
        virtualMesh("", "");
        for (LiveAgent agent : agents.values()) {
            agent.start();
        }
        for (String cluster : MESHES.keySet()) {
            await(
                    "it says what it trusts on " + cluster,
                    () -> isFinished(cluster)
                            && certificate(cluster).at("/spec").has("trust"));
        }
        CaCerts before = caCerts("cluster-1");
        List<JsonNode> said = said();

        virtualMesh("", "rootCertificateAuthority: {secret: {name: ours, namespace: gloo-mesh}}");
        await("it is told", () -> trustShared().path("reason").asText().equals("RootUnusable"));
        plane.awaitQuiet();

        assertThat(trustShared().path("message").asText()).contains("gloo-mesh/ours");
        assertThat(said()).isEqualTo(said);
        ours(get(plane.management, OF_THE_PLANE + "/vm.gloo-mesh").path("data"));
        for (String cluster : MESHES.keySet()) {
            await(
                    "it follows on " + cluster,
                    () -> isFinished(cluster) && signer(cluster).equals("ours"));
        }

        assertThat(caCerts("cluster-1").roots()).as("it is the same root").isEqualTo(before.roots());
    }

    private void ours(JsonNode data) {
        plane.apply(OF_THE_PLANE, """
                {apiVersion: v1, kind: Secret, metadata: {name: ours, namespace: gloo-mesh, labels: {weft.dev/signing-ca: "true"}},
                 type: Opaque, data: %s}""".formatted(data));
    }

    /** What the agents are told, and what istiod has. */
    private List<JsonNode> said() {
        return MESHES.keySet().stream()
                .flatMap(cluster -> Stream.of(
                        certificate(cluster).path("spec"),
                        get(server(cluster), CA_CERTS).path("data")))
                .toList();
    }

    private JsonNode trustShared() {
        for (JsonNode condition : get(plane.management, VIRTUAL_MESHES + "/vm").at("/status/conditions")) {
            if (condition.path("type").asText().equals("TrustShared")) {
                return condition;
            }
        }
        return MissingNode.getInstance();
    }

    private String signer(String cluster) {
        return certificate(cluster).at("/spec/signingCertificateSecret/name").asText();
    }

    /** Of each process only one write is done, and the answer to it is lost, until one has no more to write. */
    private int endsAtEachOfItsWrites(String cluster) throws Exception {
        LiveAgent agent = agents.get(cluster);
        int ends = 0;
        while (!isFinished(cluster)) {
            KillSwitch kill = new KillSwitch(Set.of(LiveAgent.USER), 1, true);
            server(cluster).faults().decide(kill);
            agent.start();
            await("a write on " + cluster + " or the end", () -> kill.hasStruck() || isFinished(cluster));
            agent.close();
            server(cluster).faults().clear();
            ends++;
        }
        agent.start();
        return ends;
    }

    private void oneRoot() throws Exception {
        Map<String, CaCerts> all = new TreeMap<>();
        for (String cluster : MESHES.keySet()) {
            all.put(cluster, caCerts(cluster));
        }
        CaCerts one = all.get("cluster-1");
        CaCerts other = all.get("cluster-2");
        String root = text(get(plane.management, OF_THE_PLANE + "/vm.gloo-mesh").at("/data/root-cert.pem"));
        assertThat(root).isNotEmpty();
        for (Map.Entry<String, CaCerts> each : all.entrySet()) {
            JsonNode data = get(server(each.getKey()), CA_CERTS).path("data");
            assertThat(text(data.path("root-cert.pem"))).isEqualTo(root);
            assertThat(each.getValue().verdict(Instant.now())).isInstanceOf(ChainVerdict.Trusted.class);
        }
        assertThat(one.key().publicKey()).isNotEqualTo(other.key().publicKey());
        assertThat(names(one)).containsExactly("spiffe://cluster-1.example/ns/istio-system/sa/istiod");
        assertThat(names(other)).containsExactly("spiffe://cluster-2.example/ns/istio-system/sa/istiod-1-27");
        for (String cluster : MESHES.keySet()) {
            List<String> wanted = new ArrayList<>();
            certificate(cluster).at("/spec/hosts").forEach(host -> wanted.add(host.asText()));
            assertThat(names(all.get(cluster))).isEqualTo(wanted);
        }
    }

    private void rightsAreEnough() {
        for (String name : MESHES.keySet()) {
            assertThat(entries(name))
                    .filteredOn(entry -> entry.user().equals(LiveAgent.USER)
                            || entry.path().contains("certificates.mesh.gloo.solo.io"))
                    .isNotEmpty()
                    .noneMatch(entry -> entry.code() == 403);
        }
    }

    /** Whatever went over a wire before this test itself looked: a key only to and from the Secret of its owner, on its own cluster. */
    private void keysStayWhereTheyAre() {
        List<String> seen = new ArrayList<>();
        for (String name : SERVERS) {
            assertThat(entries(name)).as("none is forgotten").hasSizeLessThan(10_000);
            for (Transcript.Entry entry : entries(name)) {
                if (hasKey(entry.request()) || hasKey(entry.response())) {
                    seen.add(name + " " + entry.user() + " "
                            + entry.path().replaceFirst("[?].*", "").replaceFirst("(/secrets).*", "$1"));
                }
            }
        }
        assertThat(seen.stream().distinct())
                .containsExactlyInAnyOrder(
                        "mgmt system:serviceaccount:gloo-mesh:mesh-networking " + OF_THE_PLANE,
                        "cluster-1 " + LiveAgent.USER + " " + OF_THE_AGENT,
                        "cluster-1 " + LiveAgent.USER + " " + OF_ISTIO,
                        "cluster-2 " + LiveAgent.USER + " " + OF_THE_AGENT,
                        "cluster-2 " + LiveAgent.USER + " " + OF_ISTIO);
        isOnlyOn("mgmt", OF_THE_PLANE + "/vm.gloo-mesh", "key.pem");
        isOnlyOn("cluster-1", CA_CERTS, "ca-key.pem");
        isOnlyOn("cluster-2", CA_CERTS, "ca-key.pem");
    }

    /** What a Secret has as a key went over the wires of no other server. */
    private void isOnlyOn(String owner, String path, String entry) {
        String key = get(server(owner), path).at("/data/" + entry).asText();
        assertThat(key).isNotEmpty();
        for (String name : SERVERS) {
            assertThat(entries(name).stream()
                            .anyMatch(call -> call.request().contains(key)
                                    || call.response().contains(key)))
                    .as("the key of %s on %s", owner, name)
                    .isEqualTo(name.equals(owner));
        }
    }

    /** A private key in PEM, as it is or in base64. */
    private static boolean hasKey(String body) {
        return List.of("", "EC ", "RSA ").stream()
                .map(kind -> "-----BEGIN " + kind + "PRIVATE KEY")
                .anyMatch(begin -> body.contains(begin) || body.contains(inBase64(begin)));
    }

    /** As much of it as does not depend on what follows. */
    private static String inBase64(String begin) {
        byte[] bytes = begin.substring(0, begin.length() / 3 * 3).getBytes(StandardCharsets.US_ASCII);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private void aSecondLookWritesNothing() throws Exception {
        plane.awaitQuiet();
        Map<String, String> before = versions();
        plane.stopOperators();
        agents.values().forEach(LiveAgent::close);
        SERVERS.forEach(name -> server(name).transcript().clear());
        for (LiveAgent agent : agents.values()) {
            agent.start();
        }
        plane.startDiscovery();
        plane.startNetworking();
        for (String cluster : MESHES.keySet()) {
            await(
                    "the agent has looked",
                    () -> entries(cluster).stream()
                            .anyMatch(entry -> entry.user().equals(LiveAgent.USER)
                                    && entry.verb().equals("get")
                                    && entry.path().equals(CA_CERTS)));
        }
        plane.awaitQuiet();
        for (String name : SERVERS) {
            assertThat(LivePlane.writes(server(name))).as(name).isEmpty();
        }
        assertThat(versions()).isEqualTo(before);
    }

    private Map<String, String> versions() {
        Map<String, String> versions = new HashMap<>();
        for (String cluster : MESHES.keySet()) {
            for (JsonNode object : List.of(certificate(cluster), get(server(cluster), CA_CERTS))) {
                versions.put(
                        cluster + " " + object.path("kind").asText(),
                        object.at("/metadata/resourceVersion").asText());
            }
        }
        return versions;
    }

    private Sandbox server(String name) {
        return name.equals("mgmt") ? plane.management : plane.clusters.get(name);
    }

    private List<Transcript.Entry> entries(String name) {
        return server(name).transcript().entries();
    }

    /** Uids of all objects of a kind that ever were. */
    private static Set<String> made(History history, String kind) {
        Set<String> uids = new TreeSet<>();
        history.replay(objects -> objects.values().stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .forEach(object -> uids.add(object.at("/metadata/uid").asText())));
        return uids;
    }

    private JsonNode certificate(String cluster) {
        return get(server(cluster), AgentPlace.CERTIFICATES + "/" + MESHES.get(cluster));
    }

    private boolean isFinished(String cluster) {
        JsonNode certificate = certificate(cluster);
        return certificate.at("/status/state").asText().equals("FINISHED")
                && certificate.at("/status/observedGeneration").asLong()
                        == certificate.at("/metadata/generation").asLong()
                && !certificate.path("status").has("error");
    }

    private void awaitFinished(String cluster) {
        await("the end on " + cluster, () -> isFinished(cluster));
    }

    private CaCerts caCerts(String cluster) throws PkiException {
        Map<String, byte[]> data = new TreeMap<>();
        get(server(cluster), CA_CERTS)
                .path("data")
                .properties()
                .forEach(entry -> data.put(
                        entry.getKey(),
                        Base64.getDecoder().decode(entry.getValue().asText())));
        return CaCerts.read(data);
    }

    private static List<String> names(CaCerts caCerts) throws CertificateParsingException {
        return caCerts.certificate().x509().getSubjectAlternativeNames().stream()
                .map(name -> String.valueOf(name.get(1)))
                .toList();
    }

    private static String text(JsonNode base64) {
        return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
    }
}
