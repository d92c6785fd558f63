// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weft.runtime.folder.CanonicalYaml;
import dev.weft.testkit.Checkout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registration installs the cert-agent, once and in the right place, and takes it away again. */
class AgentRegistrationTest {

    private static final String NAMESPACES = "/api/v1/namespaces";
    private static final String RBAC = "/apis/rbac.authorization.k8s.io/v1";
    private static final String CLUSTER =
            "/apis/multicluster.solo.io/v1alpha1/namespaces/gloo-mesh/kubernetesclusters/east";
    private static final String RECORD = "/metadata/annotations/weft.dev~1agent-namespace";

    private TwoServers servers;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        servers = new TwoServers(folder);
        servers.installCrds();
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    @Test
    void theObjectsOfAnAgentAreThese() throws Exception {
        Meshctl.Run run = servers.cluster(
                "register",
                "east",
                "--dry-run",
                "-o",
                "json",
                "--agent-image",
                "registry.example/cert-agent:1.2.3",
                "--istio-namespace",
                "istio-system",
                "--istio-namespace",
                "istio-canary");
        assertThat(run.code()).as(run.toString()).isZero();
        List<String> objects = new ArrayList<>();
        for (JsonNode item : JsonMapper.builder().build().readTree(run.out()).path("items")) {
            if (item.at("/metadata/labels/app.kubernetes.io~1name").asText().equals("cert-agent")) {
                objects.add(CanonicalYaml.of(item));
            }
            if (item.path("kind").asText().equals("KubernetesCluster")) {
                assertThat(item.at(RECORD).asText()).isEqualTo("weft-agent");
            }
        }
        String drawn = String.join("---\n", objects);
        Path golden = Checkout.root().resolve("meshctl/src/test/resources/agent/objects.yaml");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(golden, drawn);
        }
        assertThat(drawn).isEqualTo(Files.readString(golden));
    }

    @Test
    void theImageIsOfTheVersionOfMeshctlUnlessOneIsNamed() {
        assertThat(servers.cluster("register", "east", "--dry-run").out())
                .contains("localhost/weft/cert-agent:" + VersionCommand.weftVersion());
    }

    @Test
    void itIsInstalledInANamespaceOfItsOwnForEveryIstiodAndASecondTimeChangesNothing() throws Exception {
        istiod("istio-system", "istiod");
        istiod("istio-canary", "istiod-canary");

        Meshctl.Run run = servers.cluster("register", "east");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(arguments("weft-agent"))
                .containsExactly(
                        "--cluster",
                        "east",
                        "--istio-namespace",
                        "istio-canary",
                        "--istio-namespace",
                        "istio-system",
                        "--mesh-config",
                        "istio",
                        "--mesh-config",
                        "istio-canary");
        assertThat(record()).isEqualTo("weft-agent");
        Map<String, String> before = versions();
        assertThat(before).hasSize(10);

        assertThat(servers.cluster("register", "east").code()).isZero();

        assertThat(versions()).isEqualTo(before);
    }

    @Test
    void itMayUseTheSecretsOfItsOwnNamespaceAndCacertsBesideIstiodAndNoOthers() throws Exception {
        istiod("istio-system", "istiod");
        assertThat(servers.cluster("register", "east").code()).isZero();

        assertThat(may("get", "", "secrets", "weft-agent", "any")).isTrue();
        assertThat(may("update", "", "secrets", "istio-system", "cacerts")).isTrue();
        assertThat(may("get", "", "secrets", "istio-system", "other")).isFalse();
        assertThat(may("get", "", "secrets", "gloo-mesh", "any")).isFalse();
        assertThat(may("list", "", "secrets", "", "")).isFalse();
        assertThat(may("patch", "apps", "deployments", "shop", "any")).isTrue();
        assertThat(may("delete", "apps", "deployments", "shop", "any")).isFalse();
    }

    /** Whoever may not write what istiod reads cannot bring a mesh under another root without restarting its pods. */
    @Test
    void itMayWriteTheMeshConfigurationsThatTheIstiodsReadAndNoOthers() throws Exception {
        istiod("istio-system", "istiod-1-27");

        assertThat(servers.cluster("register", "east").code()).isZero();

        assertThat(arguments("weft-agent"))
                .containsExactly(
                        "--cluster", "east", "--istio-namespace", "istio-system", "--mesh-config", "istio-1-27");
        assertThat(may("update", "", "configmaps", "istio-system", "istio-1-27"))
                .isTrue();
        assertThat(may("update", "", "configmaps", "istio-system", "istio")).isFalse();
    }

    @Test
    void anotherVersionIsPutInPlaceAndWhatAUserHasAddedStays() throws Exception {
        istiod("istio-system", "istiod");
        assertThat(servers.cluster("register", "east", "--agent-image", "weft/cert-agent:1.0.0")
                        .code())
                .isZero();
        String uid = deployment("weft-agent").at("/metadata/uid").asText();
        servers.east()
                .call(
                        "PATCH",
                        path("weft-agent"),
                        "application/merge-patch+json",
                        "{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":{\"pool\":\"system\"}}}}}"
                                .getBytes(StandardCharsets.UTF_8));

        assertThat(servers.cluster("register", "east", "--agent-image", "weft/cert-agent:1.1.0")
                        .code())
                .isZero();

        JsonNode agent = deployment("weft-agent");
        assertThat(agent.at("/metadata/uid").asText()).isEqualTo(uid);
        assertThat(agent.at("/spec/template/spec/containers/0/image").asText()).isEqualTo("weft/cert-agent:1.1.0");
        assertThat(agent.at("/metadata/labels/app.kubernetes.io~1version").asText())
                .isEqualTo("1.1.0");
        assertThat(agent.at("/spec/template/spec/nodeSelector/pool").asText()).isEqualTo("system");
    }

    @Test
    void whereIstiodIsNoLongerTheRightsOfTheAgentEnd() throws Exception {
        istiod("istio-system", "istiod");
        istiod("istio-canary", "istiod-canary");
        assertThat(servers.cluster("register", "east").code()).isZero();
        TwoServers.delete(servers.east(), "/apis/apps/v1/namespaces/istio-canary/deployments/istiod-canary");

        assertThat(servers.cluster("register", "east").code()).isZero();

        assertThat(may("update", "", "secrets", "istio-canary", "cacerts")).isFalse();
        assertThat(may("update", "", "secrets", "istio-system", "cacerts")).isTrue();
        assertThat(arguments("weft-agent")).containsExactly("--cluster", "east", "--istio-namespace", "istio-system");
    }

    @Test
    void withoutIstiodThereIsNoAgentUnlessItsNamespaceIsNamed() throws Exception {
        Meshctl.Run none = servers.cluster("register", "east");
        assertThat(none.code()).as(none.toString()).isZero();
        assertThat(none.out()).contains("no istiod was found").contains("--istio-namespace");
        assertThat(versions()).isEmpty();
        assertThat(record()).isEmpty();

        assertThat(servers.cluster("register", "east", "--istio-namespace", "istio-system")
                        .code())
                .isZero();
        assertThat(arguments("weft-agent")).contains("istio-system");
        assertThat(record()).isEqualTo("weft-agent");
    }

    @Test
    void anAgentOf012HasToGoFirstAndTheNewOneGoesOnWhereItsCertificatesAre() throws Exception {
        istiod("istio-system", "istiod");
        namespace("gloo-mesh");
        TwoServers.create(servers.east(), "/apis/apps/v1/namespaces/gloo-mesh/deployments", """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"cert-agent","labels":{"app":"cert-agent"}},
                 "spec":{"selector":{"matchLabels":{"app":"cert-agent"}},"template":{"metadata":{"labels":{"app":"cert-agent"}},
                 "spec":{"containers":[{"name":"cert-agent","image":"registry.example/cert-agent:0.12.8"}]}}}}""");

        Meshctl.Run refused = servers.cluster("register", "east");

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("Deployment gloo-mesh/cert-agent with image registry.example/cert-agent:0.12.8")
                .contains("helm -n gloo-mesh uninstall cert-agent")
                .contains("--agent-namespace gloo-mesh")
                .contains("Nothing has been changed");
        assertThat(TwoServers.get(servers.east(), "/api/v1/namespaces/gloo-mesh/serviceaccounts/east")
                        .isMissingNode())
                .isTrue();

        assertThat(servers.cluster("register", "east", "--no-agent", "--agent-namespace", "gloo-mesh")
                        .code())
                .as("or it stays")
                .isZero();
        assertThat(record()).isEqualTo("gloo-mesh");
    }

    @Test
    void certificatesThatAreThereSayWhereTheAgentBelongs() throws Exception {
        istiod("istio-system", "istiod");
        assertThat(servers.cluster("register", "east", "--istio-namespace", "elsewhere")
                        .code())
                .isZero();
        assertThat(servers.cluster("deregister", "east").code()).isZero();
        TwoServers.create(
                servers.east(),
                "/apis/certificates.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/issuedcertificates",
                """
                {"apiVersion":"certificates.mesh.gloo.solo.io/v1alpha2","kind":"IssuedCertificate","metadata":{"name":"m"}}""");

        Meshctl.Run elsewhere = servers.cluster("register", "east", "--agent-namespace", "weft-agent");
        assertThat(elsewhere.code()).isEqualTo(1);
        assertThat(elsewhere.err()).contains("--agent-namespace gloo-mesh").contains("--force");

        assertThat(servers.cluster("register", "east").code()).isZero();
        assertThat(arguments("gloo-mesh")).contains("istio-system");
        assertThat(record()).isEqualTo("gloo-mesh");
    }

    @Test
    void whatSomebodyElseHasUnderANameIsReportedAndStays() throws Exception {
        istiod("istio-system", "istiod");
        TwoServers.create(
                servers.east(),
                RBAC + "/namespaces/istio-system/roles",
                "{\"apiVersion\":\"rbac.authorization.k8s.io/v1\",\"kind\":\"Role\",\"metadata\":{\"name\":\"weft-agent-cert-agent\"},\"rules\":[]}");

        Meshctl.Run run = servers.cluster("register", "east");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("Role istio-system/weft-agent-cert-agent")
                .contains("Nothing has been changed");
        assertThat(TwoServers.get(servers.east(), RBAC + "/namespaces/istio-system/roles/weft-agent-cert-agent")
                        .path("rules"))
                .isEmpty();
        assertThat(versions()).isEmpty();
    }

    @Test
    void deregisteringTakesTheAgentAwayAndLeavesTheCertificateThatIstiodUses() throws Exception {
        istiod("istio-system", "istiod");
        assertThat(servers.cluster("register", "east").code()).isZero();
        TwoServers.create(
                servers.east(),
                NAMESPACES + "/istio-system/secrets",
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"cacerts\"},\"data\":{}}");

        Meshctl.Run run = servers.cluster("deregister", "east");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(versions()).isEmpty();
        assertThat(TwoServers.get(servers.east(), NAMESPACES + "/istio-system/secrets/cacerts")
                        .isMissingNode())
                .isFalse();
        assertThat(TwoServers.get(servers.east(), NAMESPACES + "/weft-agent").isMissingNode())
                .isFalse();
    }

    @Test
    void theAgentOfAnotherPlaneIsNeitherTakenOverNorRemoved() throws Exception {
        istiod("istio-system", "istiod");
        assertThat(servers.cluster("register", "east").code()).isZero();
        for (JsonNode object : installed()) {
            servers.east()
                    .call(
                            "PATCH",
                            object.path("path").asText(),
                            "application/merge-patch+json",
                            "{\"metadata\":{\"labels\":{\"weft.dev/plane\":\"another\"}}}"
                                    .getBytes(StandardCharsets.UTF_8));
        }

        assertThat(servers.cluster("register", "east").err()).contains("another agent is there");
        assertThat(servers.cluster("deregister", "east").code()).isZero();
        assertThat(versions()).hasSize(8);
    }

    @Test
    void whoRegistersAgainWithoutTheAgentKeepsTheOneThatIsThere() throws Exception {
        istiod("istio-system", "istiod");
        assertThat(servers.cluster("register", "east", "--agent-namespace", "agents")
                        .code())
                .isZero();
        Map<String, String> before = versions();

        assertThat(servers.cluster("register", "east", "--no-agent").code()).isZero();
        assertThat(record()).isEqualTo("agents");
        assertThat(servers.cluster("register", "east").code()).isZero();

        assertThat(versions()).as("where it was registered").isEqualTo(before);

        Meshctl.Run moved = servers.cluster("register", "east", "--agent-namespace", "elsewhere");
        assertThat(moved.code()).isEqualTo(1);
        assertThat(moved.err()).contains("another agent is there").contains("cluster deregister east");
        assertThat(versions()).isEqualTo(before);
    }

    @Test
    void checkNamesAnAgentThatIsNotReadyOrGone() throws Exception {
        istiod("istio-system", "istiod");
        assertThat(servers.cluster("register", "east", "--agent-image", "weft/cert-agent:1.0.0")
                        .code())
                .isZero();
        assertThat(servers.onManagement("check").out())
                .contains("east: agent weft-agent/cert-agent has no available pod; its image is weft/cert-agent:1.0.0");

        servers.east()
                .call(
                        "PATCH",
                        path("weft-agent") + "/status",
                        "application/merge-patch+json",
                        "{\"status\":{\"replicas\":1,\"readyReplicas\":1,\"availableReplicas\":1}}"
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(servers.onManagement("check").out())
                .contains("\u2705 registered agents are there, ready and not too old");

        TwoServers.delete(servers.east(), path("weft-agent"));
        assertThat(servers.onManagement("check").out())
                .contains("east: no agent is there: namespace weft-agent has no Deployment");
    }

    @Test
    void aClusterThatCheckCannotAskIsNoted() throws Exception {
        istiod("istio-system", "istiod");
        assertThat(servers.cluster("register", "east", "--api-server-address", "east.invalid")
                        .code())
                .isZero();

        assertThat(servers.onManagement("check").out())
                .contains("\u2705 registered agents are there, ready and not too old")
                .contains("? east: its agent could not be looked at from here: ");
    }

    @Test
    void flagsThatCannotBeMeantAreRefusedBeforeAnythingIsWritten() {
        for (List<String> flags : List.of(
                List.of("--agent-namespace", "A.b"),
                List.of("--istio-namespace", "a/b"),
                List.of("--agent-image", "two words"),
                List.of("--no-agent", "--agent-image", "x"),
                List.of("--no-agent", "--istio-namespace", "x"))) {
            List<String> all = new ArrayList<>(List.of("east"));
            all.addAll(flags);
            Meshctl.Run run = servers.cluster("register", all.toArray(String[]::new));
            assertThat(run.code()).as(flags.toString()).isEqualTo(2);
            assertThat(run.err()).contains(flags.get(flags.size() - 2));
        }
    }

    private void namespace(String name) throws Exception {
        if (TwoServers.get(servers.east(), NAMESPACES + "/" + name).isMissingNode()) {
            TwoServers.create(
                    servers.east(),
                    NAMESPACES,
                    "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name + "\"}}");
        }
    }

    private void istiod(String namespace, String name) throws Exception {
        namespace(namespace);
        TwoServers.create(
                servers.east(), "/apis/apps/v1/namespaces/" + namespace + "/deployments", """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"%s","labels":{"app":"istiod"}},
                 "spec":{"selector":{"matchLabels":{"app":"istiod"}},"template":{"metadata":{"labels":{"app":"istiod"}},
                 "spec":{"containers":[{"name":"discovery","image":"docker.io/istio/pilot:1.28.0"}]}}}}""".formatted(name));
    }

    private static String path(String namespace) {
        return "/apis/apps/v1/namespaces/" + namespace + "/deployments/cert-agent";
    }

    private JsonNode deployment(String namespace) throws Exception {
        return TwoServers.get(servers.east(), path(namespace));
    }

    private List<String> arguments(String namespace) throws Exception {
        List<String> arguments = new ArrayList<>();
        deployment(namespace)
                .at("/spec/template/spec/containers/0/args")
                .forEach(argument -> arguments.add(argument.asText()));
        return arguments;
    }

    /** Where the registration says that the agent is. */
    private String record() throws Exception {
        return TwoServers.get(servers.management(), CLUSTER).at(RECORD).asText();
    }

    private boolean may(String verb, String group, String resource, String namespace, String name) throws Exception {
        String review = """
                {"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":{
                 "user":"system:serviceaccount:weft-agent:cert-agent",
                 "resourceAttributes":{"verb":"%s","group":"%s","resource":"%s","namespace":"%s","name":"%s"}}}""".formatted(verb, group, resource, namespace, name);
        byte[] reply = servers.east()
                .call(
                        "POST",
                        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                        "application/json",
                        review.getBytes(StandardCharsets.UTF_8))
                .body();
        JsonNode allowed = JsonMapper.builder().build().readTree(reply).at("/status/allowed");
        assertThat(allowed.isBoolean())
                .as(new String(reply, StandardCharsets.UTF_8))
                .isTrue();
        return allowed.asBoolean();
    }

    /** What a registration has installed: path and resourceVersion of each object. */
    private List<JsonNode> installed() throws Exception {
        List<JsonNode> all = new ArrayList<>();
        for (String collection : List.of(
                "/apis/apps/v1/deployments",
                "/api/v1/serviceaccounts",
                RBAC + "/clusterroles",
                RBAC + "/clusterrolebindings",
                RBAC + "/roles",
                RBAC + "/rolebindings")) {
            String query = "?labelSelector=app.kubernetes.io/managed-by=meshctl";
            for (JsonNode object :
                    TwoServers.get(servers.east(), collection + query).path("items")) {
                String namespace = object.at("/metadata/namespace").asText();
                int kind = collection.lastIndexOf('/');
                String path = collection.substring(0, kind)
                        + (namespace.isEmpty() ? "" : "/namespaces/" + namespace)
                        + collection.substring(kind) + "/"
                        + object.at("/metadata/name").asText();
                all.add(JsonMapper.builder()
                        .build()
                        .createObjectNode()
                        .put("path", path)
                        .put("version", object.at("/metadata/resourceVersion").asText()));
            }
        }
        return all;
    }

    private Map<String, String> versions() throws Exception {
        Map<String, String> versions = new TreeMap<>();
        installed()
                .forEach(object -> versions.put(
                        object.path("path").asText(), object.path("version").asText()));
        return versions;
    }
}
