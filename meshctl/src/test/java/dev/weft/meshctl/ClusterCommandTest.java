// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weft.meshctl.live.Cluster;
import dev.weft.meshctl.register.RemoteRights;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Plurals;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registration on API servers. */
class ClusterCommandTest {

    private static final String SECRET = "/api/v1/namespaces/gloo-mesh/secrets/east";
    private static final String CLUSTER =
            "/apis/multicluster.solo.io/v1alpha1/namespaces/gloo-mesh/kubernetesclusters/east";
    private static final String BINDING = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/"
            + "east-gloomesh-remote-access-clusterrole-binding";
    private static final String ACCOUNTS = "/api/v1/namespaces/gloo-mesh/serviceaccounts";
    private static final String TARGETS =
            "/apis/discovery.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/traffictargets";

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
    void registerLeavesWhatThePlaneNeedsInTheFormatOfTheReference() throws Exception {
        Meshctl.Run run = servers.cluster("register", "east");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out()).contains("Cluster east is registered").contains("works on this machine only");
        JsonNode secret = TwoServers.get(servers.management(), SECRET);
        assertThat(secret.path("type").asText()).isEqualTo("solo.io/kubeconfig");
        assertThat(secret.path("data").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("kubeconfig", "kubeconfig.reader");
        JsonNode cluster = TwoServers.get(servers.management(), CLUSTER);
        assertThat(cluster.path("spec").path("secretName").asText()).isEqualTo("east");
        assertThat(cluster.path("spec").path("clusterDomain").asText()).isEqualTo("cluster.local");
        assertThat(cluster.path("status").path("namespace").asText()).isEqualTo("gloo-mesh");
        assertThat(cluster.path("status").path("policyRules")).isNotEmpty();
        assertThat(TwoServers.get(servers.east(), BINDING)
                        .path("subjects")
                        .path(0)
                        .path("name")
                        .asText())
                .isEqualTo("east");
        assertThat(TwoServers.get(
                                servers.east(),
                                "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/"
                                        + "issuedcertificates.certificates.mesh.gloo.solo.io")
                        .isMissingNode())
                .isFalse();
    }

    @Test
    void theStoredIdentitiesMayDoTheirWorkAndNothingElse() throws Exception {
        assertThat(servers.cluster("register", "east").code()).isZero();

        try (Cluster reader = servers.stored("kubeconfig.reader");
                Cluster writer = servers.stored("kubeconfig")) {
            assertThat(TwoServers.code(reader, "/api/v1/pods")).isEqualTo(200);
            assertThat(TwoServers.code(reader, "/apis/apps/v1/deployments")).isEqualTo(200);
            assertThat(TwoServers.code(reader, "/api/v1/secrets")).isEqualTo(403);
            assertThat(TwoServers.code(writer, "/api/v1/secrets")).isEqualTo(403);
            assertThat(TwoServers.code(writer, "/api/v1/pods")).isEqualTo(403);
            assertThat(TwoServers.code(writer, "/api/v1/namespaces")).isEqualTo(200);
            for (String account : List.of("east", "east-reader")) {
                assertThat(writer.call(ApiCall.post(ACCOUNTS + "/" + account + "/token", tokenRequest()))
                                .path("status")
                                .path("token")
                                .asText())
                        .isNotEmpty();
            }
            assertThat(codeOfToken(writer, "default")).isEqualTo(403);
            assertThat(codeOfToken(reader, "east-reader")).isEqualTo(403);
        }
    }

    @Test
    void noRuleHasAStarOrNamesSecrets() {
        assertThat(RemoteRights.reader()).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.verbs()).containsExactly("get", "list", "watch");
            assertThat(rule.resources()).doesNotContain("*", "secrets");
        });
        assertThat(RemoteRights.writer()).allSatisfy(rule -> {
            assertThat(rule.group()).isNotEqualTo("*");
            assertThat(rule.verbs()).doesNotContain("*");
            assertThat(rule.resources()).doesNotContain("*", "secrets");
        });
        assertThat(RemoteRights.readKinds())
                .extracting(Plurals::of)
                .contains(
                        "endpoints", "meshes", "gateways", "serviceentries", "authorizationpolicies", "endpointslices")
                .doesNotContain("traffictargetss");
    }

    @Test
    void registeringAgainChangesNothingButTheTokens() throws Exception {
        assertThat(servers.cluster("register", "east").code()).isZero();
        String version = resourceVersion(servers.east(), BINDING);

        Meshctl.Run again = servers.cluster("register", "--cluster-name", "east");

        assertThat(again.code()).as(again.toString()).isZero();
        assertThat(resourceVersion(servers.east(), BINDING)).isEqualTo(version);
    }

    @Test
    void anExistingNamespaceIsLeftAsItIs() throws Exception {
        TwoServers.create(servers.east(), "/api/v1/namespaces", """
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"gloo-mesh","labels":{"istio-injection":"disabled"}}}""");
        assertThat(servers.cluster("register", "east").code()).isZero();
        assertThat(TwoServers.get(servers.east(), "/api/v1/namespaces/gloo-mesh")
                        .path("metadata")
                        .path("labels")
                        .path("istio-injection")
                        .asText())
                .isEqualTo("disabled");
    }

    @Test
    void R10_aBadNameIsRefusedBeforeAnythingIsWritten() throws Exception {
        for (String name : List.of("a.b", "East", "", "x".repeat(64))) {
            Meshctl.Run run = servers.cluster("register", "--cluster-name=" + name);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains("DNS label");
        }
        assertThat(servers.cluster("register").err()).contains("Give its NAME");
        assertThat(TwoServers.get(servers.east(), "/api/v1/namespaces/gloo-mesh")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void missingRightsAreListedAndNothingIsWritten() throws Exception {
        servers.east().acceptToken("weak", "somebody", List.of());
        Files.writeString(servers.kubeconfig("east"), servers.east().kubeconfig("weak"));

        Meshctl.Run run = servers.cluster("register", "east");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("forbidden").contains("somebody");
        assertThat(TwoServers.get(servers.east(), "/api/v1/namespaces/gloo-mesh")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void aManagementClusterWithoutTheKindsSaysHowToInstallThem(@TempDir Path folder) throws Exception {
        try (TwoServers bare = new TwoServers(folder)) {
            Meshctl.Run run = bare.cluster("register", "east");
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("meshctl install crds");
        }
    }

    @Test
    void aNameOfAnotherClusterIsTakenOverByForceOnly() throws Exception {
        assertThat(servers.cluster("register", "east").code()).isZero();
        try (Sandbox other = Sandbox.start(SandboxOptions.named("east"))) {
            Files.writeString(servers.kubeconfig("east"), other.kubeconfig());

            Meshctl.Run refused = servers.cluster("register", "east");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("is the name of another cluster").contains("--force");
            assertThat(servers.cluster("deregister", "east").err()).contains("--remote-context");

            Meshctl.Run forced = servers.cluster("register", "east", "--force");
            assertThat(forced.code()).as(forced.toString()).isZero();
            assertThat(forced.out()).contains("going on because of --force");
        }
    }

    @Test
    void aClusterHasOneNameOnly() {
        assertThat(servers.cluster("register", "east").code()).isZero();
        assertThat(servers.cluster("register", "west").err()).contains("registered as east already");
    }

    @Test
    void anotherKindOfSecretIsNotOverwritten() throws Exception {
        TwoServers.create(
                servers.management(),
                "/api/v1/namespaces",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"gloo-mesh\"}}");
        TwoServers.create(
                servers.management(),
                "/api/v1/namespaces/gloo-mesh/secrets",
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"east\"},\"data\":{\"a\":\"Yg==\"}}");
        Meshctl.Run run = servers.cluster("register", "east");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("no kubeconfig Secret").contains("run the same command again");
        assertThat(TwoServers.get(servers.management(), SECRET)
                        .path("data")
                        .path("a")
                        .asText())
                .isEqualTo("Yg==");
    }

    @Test
    void R14_longLivedTokensAreTakenFromSecretsOfTheirOwn() throws Exception {
        Meshctl.Run run = servers.cluster("register", "east", "--long-lived-token", "--no-agent");
        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out()).contains("does not expire").doesNotContain("CustomResourceDefinition");
        try (Cluster reader = servers.stored("kubeconfig.reader")) {
            assertThat(TwoServers.code(reader, "/api/v1/services")).isEqualTo(200);
        }
    }

    @Test
    void R8_anotherAddressIsStoredWithTheAuthorityAndIsNotTriedFromHere() throws Exception {
        Meshctl.Run run = servers.cluster("register", "east", "--api-server-address", "east.invalid");
        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out()).contains("not reachable from here");
        String stored = new String(
                Base64.getDecoder()
                        .decode(TwoServers.get(servers.management(), SECRET)
                                .path("data")
                                .path("kubeconfig")
                                .asText()),
                StandardCharsets.UTF_8);
        assertThat(stored)
                .contains("server: \"https://east.invalid:")
                .contains("certificate-authority-data")
                .doesNotContain("insecure");
    }

    @Test
    void aDryRunPrintsEveryObjectAndWritesNone() throws Exception {
        Meshctl.Run run = servers.cluster("register", "east", "--dry-run", "-o", "json");
        assertThat(run.code()).as(run.toString()).isZero();
        JsonNode list = JsonMapper.builder().build().readTree(run.out());
        assertThat(list.path("items"))
                .extracting(item -> item.path("kind").asText())
                .contains("Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding")
                .contains("CustomResourceDefinition", "KubernetesCluster", "Secret");
        assertThat(servers.cluster("register", "east", "--dry-run").out()).contains("\n---\n");
        assertThat(TwoServers.get(servers.east(), ACCOUNTS + "/east").isMissingNode())
                .isTrue();
        assertThat(TwoServers.get(servers.management(), SECRET).isMissingNode()).isTrue();
    }

    @Test
    void R17_deregisterRemovesAllAndASecondTimeIsFine() throws Exception {
        assertThat(servers.cluster("register", "east").code()).isZero();
        TwoServers.create(servers.management(), TARGETS, """
                {"apiVersion":"discovery.mesh.gloo.solo.io/v1alpha2","kind":"TrafficTarget",
                 "metadata":{"name":"a","labels":{"cluster.discovery.mesh.gloo.solo.io":"east"}}}""");
        TwoServers.create(servers.management(), TARGETS, """
                {"apiVersion":"discovery.mesh.gloo.solo.io/v1alpha2","kind":"TrafficTarget",
                 "metadata":{"name":"b","labels":{"cluster.discovery.mesh.gloo.solo.io":"west"}}}""");

        Meshctl.Run run = servers.cluster("deregister", "east");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(TwoServers.get(servers.management(), SECRET).isMissingNode()).isTrue();
        assertThat(TwoServers.get(servers.management(), CLUSTER).isMissingNode())
                .isTrue();
        assertThat(TwoServers.get(servers.management(), TARGETS).path("items")).hasSize(1);
        assertThat(TwoServers.get(servers.east(), ACCOUNTS + "/east").isMissingNode())
                .isTrue();
        assertThat(TwoServers.get(servers.east(), BINDING).isMissingNode()).isTrue();
        assertThat(TwoServers.get(servers.east(), "/api/v1/namespaces/gloo-mesh")
                        .isMissingNode())
                .isFalse();
        assertThat(servers.cluster("deregister", "east").code()).isZero();
    }

    @Test
    void aDeadClusterIsDeregisteredByForceOnly() throws Exception {
        assertThat(servers.cluster("register", "east").code()).isZero();
        servers.east().close();

        Meshctl.Run refused = servers.cluster("deregister", "east");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("--force");
        assertThat(TwoServers.get(servers.management(), SECRET).isMissingNode()).isFalse();

        Meshctl.Run forced = servers.cluster("deregister", "east", "--force");
        assertThat(forced.code()).as(forced.toString()).isZero();
        assertThat(forced.out()).contains("the cluster itself was not touched");
        assertThat(TwoServers.get(servers.management(), SECRET).isMissingNode()).isTrue();
    }

    @Test
    void listShowsWhatThePlaneReports() throws Exception {
        assertThat(servers.onManagement("cluster", "list").out()).contains("No cluster is registered");
        assertThat(servers.cluster("register", "east").code()).isZero();

        Meshctl.Run run = servers.onManagement("cluster", "list");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("NAME   DOMAIN          REACHABLE   PERMITTED   PROGRAMMED")
                .contains("east   cluster.local   Unknown     Unknown     Unknown")
                .contains("east: Reachable: the plane has not reported it yet");
        assertThat(servers.onManagement("cluster", "list", "-o", "json").out())
                .contains("\"clusterDomain\" : \"cluster.local\"");
        assertThat(servers.onManagement("cluster", "list", "-o", "yaml").out()).contains("name: east");

        TwoServers.delete(
                servers.management(),
                "/apis/multicluster.solo.io/v1alpha1/namespaces/gloo-mesh/kubernetesclusters/east");

        assertThat(servers.onManagement("cluster", "list").out())
                .contains("Secret east has a kubeconfig, but there is no KubernetesCluster east");
        assertThat(servers.onManagement("cluster", "list", "-o", "json").out())
                .contains("\"secretsWithoutKubernetesCluster\" : [ \"east\" ]");
        assertThat(servers.onManagement("check").out())
                .contains("Secret east.gloo-mesh has a kubeconfig but no KubernetesCluster");
    }

    private static JsonNode tokenRequest() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("apiVersion", "authentication.k8s.io/v1")
                .put("kind", "TokenRequest")
                .set("spec", JsonNodeFactory.instance.objectNode());
    }

    private static int codeOfToken(Cluster cluster, String account) throws Exception {
        try {
            cluster.call(ApiCall.post(ACCOUNTS + "/" + account + "/token", tokenRequest()));
            return 201;
        } catch (ApiException e) {
            return e.code();
        }
    }

    private static String resourceVersion(Sandbox server, String path) throws Exception {
        return TwoServers.get(server, path)
                .path("metadata")
                .path("resourceVersion")
                .asText();
    }
}
