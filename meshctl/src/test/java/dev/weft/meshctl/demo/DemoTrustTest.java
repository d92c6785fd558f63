// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.api.Kinds;
import dev.weft.meshctl.kubeconfig.Kubeconfig;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.live.ResourceTypes;
import dev.weft.pki.CaCerts;
import dev.weft.runtime.kube.ResourceType;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user finds on the clusters of a demo that has come to its end, and stays. */
@Timeout(180)
class DemoTrustTest {

    private static final List<String> SERVERS = List.of(World.MANAGEMENT, World.FIRST, World.SECOND);
    private static final List<String> MEMBERS = List.of(World.FIRST, World.SECOND);

    private static Path folder;

    private static Demo demo;

    @BeforeAll
    static void play(@TempDir Path given) throws Exception {
        folder = given;
        Teller nobody = new Teller(new PrintWriter(Writer.nullWriter()), false);
        demo = new Demo(
                new DemoOptions(Optional.of(folder), Duration.ofSeconds(120), false, false), Stage.inProcess(), nobody);
        demo.play();
    }

    @AfterAll
    static void stop() throws Exception {
        demo.close();
    }

    private static Cluster open(String name) throws Exception {
        Path kubeconfig = folder.resolve(name + ".kubeconfig");
        return Cluster.open(
                name,
                Kubeconfig.read(Optional.of(kubeconfig), Map.of())
                        .access(Optional.empty())
                        .endpoint(),
                "test");
    }

    private static List<ObjectNode> list(String server, ResourceType type) throws Exception {
        try (Cluster cluster = open(server)) {
            return cluster.list(type, "", "");
        }
    }

    private static Optional<ObjectNode> find(String server, String path) throws Exception {
        try (Cluster cluster = open(server)) {
            return cluster.find(path);
        }
    }

    private static String entry(String server, String secret, String key) throws Exception {
        return find(server, secret).orElseThrow().path("data").path(key).asText();
    }

    @Test
    void theAgentsOfBothClustersHaveACertificateUnderOneRoot() throws Exception {
        Set<String> roots = new HashSet<>();
        Set<String> certificates = new HashSet<>();
        for (String cluster : MEMBERS) {
            assertThat(list(cluster, DemoKinds.ISSUED_CERTIFICATE))
                    .singleElement()
                    .satisfies(certificate -> {
                        assertThat(certificate.at("/status/state").asText()).isIn("ISSUED", "FINISHED");
                        assertThat(certificate.at("/status/evidence/phase").asText())
                                .isEqualTo("SERVED");
                    });
            String secret = DemoKinds.SECRET.path("istio-system", "cacerts");
            roots.add(entry(cluster, secret, CaCerts.ROOT_CERT));
            certificates.add(entry(cluster, secret, CaCerts.CA_CERT));
        }
        assertThat(roots)
                .as("bytes of root-cert.pem")
                .containsExactly(
                        entry(World.MANAGEMENT, DemoKinds.SECRET.path("gloo-mesh", "shop.gloo-mesh"), "root-cert.pem"));
        assertThat(certificates).hasSize(2);
    }

    @Test
    void theRootIsHandedOutInEveryNamespace() throws Exception {
        for (String cluster : MEMBERS) {
            String root = new String(
                    Base64.getDecoder()
                            .decode(entry(
                                    cluster, DemoKinds.SECRET.path("istio-system", "cacerts"), CaCerts.ROOT_CERT)),
                    StandardCharsets.UTF_8);
            for (ObjectNode namespace : list(cluster, ResourceTypes.NAMESPACE)) {
                String path =
                        DemoKinds.CONFIG_MAP.path(namespace.at("/metadata/name").asText(), "istio-ca-root-cert");
                assertThat(find(cluster, path)
                                .orElseThrow()
                                .path("data")
                                .path(CaCerts.ROOT_CERT)
                                .asText())
                        .as(cluster + " " + path)
                        .isEqualTo(root);
            }
        }
    }

    /** Each private key that there is anywhere: in one Secret of one server, and nowhere else, files of the folder among it. */
    @Test
    void noKeyIsOutsideOfItsCluster() throws Exception {
        Map<String, String> owners = new HashMap<>();
        owners.put(key(World.MANAGEMENT, "gloo-mesh", "shop.gloo-mesh", "key.pem"), World.MANAGEMENT);
        for (String cluster : MEMBERS) {
            owners.put(key(cluster, "istio-system", "cacerts", CaCerts.CA_KEY), cluster);
        }
        assertThat(owners).hasSize(3);
        for (String server : SERVERS) {
            String everything = everythingOn(server);
            owners.forEach((key, owner) -> assertThat(everything.contains(key))
                    .as("the key of %s on %s", owner, server)
                    .isEqualTo(server.equals(owner)));
            assertThat(everything.split("PRIVATE KEY", -1))
                    .as("in plain text on " + server)
                    .hasSize(1);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain("PRIVATE KEY").doesNotContain(owners.keySet());
            }
        }
    }

    private static String key(String server, String namespace, String secret, String entry) throws Exception {
        String key = entry(server, DemoKinds.SECRET.path(namespace, secret), entry);
        assertThat(new String(Base64.getDecoder().decode(key), StandardCharsets.US_ASCII))
                .contains("PRIVATE KEY");
        return key;
    }

    private static String everythingOn(String server) throws Exception {
        List<ResourceType> types = new ArrayList<>(List.of(
                DemoKinds.SECRET, DemoKinds.CONFIG_MAP, DemoKinds.POD, DemoKinds.DEPLOYMENT, DemoKinds.SERVICE));
        if (!server.equals(World.MANAGEMENT)) {
            types.addAll(List.of(
                    DemoKinds.ISSUED_CERTIFICATE,
                    ResourceTypes.of(Kinds.CERTIFICATE_REQUEST),
                    ResourceTypes.of(Kinds.POD_BOUNCE_DIRECTIVE)));
        } else {
            types.addAll(List.of(DemoKinds.VIRTUAL_MESH, DemoKinds.MESH, DemoKinds.KUBERNETES_CLUSTER));
        }
        StringBuilder all = new StringBuilder();
        for (ResourceType type : types) {
            list(server, type).forEach(object -> all.append(object).append('\n'));
        }
        return all.toString();
    }

    /** The mesh configuration is as it was, and no pod is new but those of istiod. */
    @Test
    void nothingIsLeftOverOfTheWayThere() throws Exception {
        for (String cluster : MEMBERS) {
            assertThat(list(cluster, ResourceTypes.of(Kinds.CERTIFICATE_REQUEST)))
                    .isEmpty();
            assertThat(list(cluster, DemoKinds.CONFIG_MAP))
                    .allSatisfy(map -> assertThat(map.path("data").path("mesh").asText())
                            .doesNotContain("caCertificates", "weft"));
            List<String> restarted = new ArrayList<>();
            for (JsonNode deployment : list(cluster, DemoKinds.DEPLOYMENT)) {
                if (deployment.at("/spec/template/metadata/annotations").has("weft.dev/issuance")) {
                    restarted.add(
                            deployment.at("/spec/template/metadata/labels/app").asText());
                }
            }
            assertThat(restarted).containsExactly("istiod");
        }
    }

    /** As users do it who try one of their own: {@code kubectl delete} and {@code apply}. */
    @Test
    void aVirtualMeshThatIsDeletedAndAppliedAgainComesToTheSameEndWithoutARestart() throws Exception {
        ObjectNode mesh = DemoData.ofVirtualMesh("virtualmesh");
        List<String> pods = istiods();
        try (Cluster management = open(World.MANAGEMENT)) {
            ObjectNode there = management
                    .find(DemoKinds.VIRTUAL_MESH.path("gloo-mesh", "shop"))
                    .orElseThrow();
            management.delete(DemoKinds.VIRTUAL_MESH, there);
            await("nothing is asked for any more", List.of());
            management.apply(DemoKinds.VIRTUAL_MESH, mesh);
        }
        await("both have their certificates", List.of("FINISHED SERVED", "FINISHED SERVED"));

        assertThat(istiods()).isEqualTo(pods);
        theAgentsOfBothClustersHaveACertificateUnderOneRoot();
    }

    private static List<String> istiods() throws Exception {
        List<String> uids = new ArrayList<>();
        for (String cluster : MEMBERS) {
            list(cluster, DemoKinds.POD).stream()
                    .filter(pod -> pod.at("/metadata/labels/app").asText().equals("istiod"))
                    .forEach(pod -> uids.add(pod.at("/metadata/uid").asText()));
        }
        return uids;
    }

    private static void await(String what, List<String> states) throws Exception {
        new Awaiting(Duration.ofSeconds(60)).until(what, () -> {
            List<String> now = states();
            return now.equals(states) ? Optional.empty() : Optional.of(now.toString());
        });
    }

    private static List<String> states() {
        try {
            List<String> states = new ArrayList<>();
            for (String cluster : MEMBERS) {
                list(cluster, DemoKinds.ISSUED_CERTIFICATE)
                        .forEach(certificate -> states.add(certificate
                                        .at("/status/state")
                                        .asText() + " "
                                + certificate.at("/status/evidence/phase").asText()));
            }
            return states;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
