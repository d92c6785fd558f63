// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.sandbox.LocalReply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plane on its management cluster, by Helm itself. */
class InstallCommandTest {

    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/gloo-mesh/deployments";
    private static final String NETWORKING = DEPLOYMENTS + "/networking";
    private static final String SETTINGS =
            "/apis/settings.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/settings/settings";
    private static final String POLICIES =
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/trafficpolicies.networking.mesh.gloo.solo.io";
    private static final String RELEASES = "/api/v1/namespaces/gloo-mesh/secrets/sh.helm.release.v1.";

    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private TwoServers servers;

    @BeforeEach
    void start() throws Exception {
        servers = new TwoServers(folder);
    }

    @AfterEach
    void stop() {
        servers.close();
    }

    private Meshctl.Run install(String... more) {
        return run("install", more);
    }

    private Meshctl.Run run(String command, String... more) {
        String[] arguments = new String[more.length + 1];
        arguments[0] = command;
        System.arraycopy(more, 0, arguments, 1, more.length);
        return servers.onManagement(arguments);
    }

    private JsonNode get(String path) throws Exception {
        return TwoServers.get(servers.management(), path);
    }

    private void patch(String path, String json) {
        LocalReply reply = servers.management()
                .call("PATCH", path, "application/merge-patch+json", json.getBytes(StandardCharsets.UTF_8));
        assertThat(reply.code()).as(path).isEqualTo(200);
    }

    @Test
    void theKindsAndTheOperatorsAreInstalledAsReleasesThatHelmKnows() throws Exception {
        Meshctl.Run run = install("--no-wait", "--set", "networking.replicas=2");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out())
                .contains("namespace gloo-mesh: created", "Helm release weft-crds: revision 1 of version")
                .contains("Helm release weft: revision 1 of version", "is installed in namespace gloo-mesh");
        assertThat(get(NETWORKING).at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(get(SETTINGS).at("/spec/policyScope").asText()).isEqualTo("OwnNamespace");
        assertThat(get(POLICIES)
                        .at("/metadata/annotations")
                        .path("meta.helm.sh/release-name")
                        .asText())
                .isEqualTo("weft-crds");
        assertThat(get(POLICIES)
                        .at("/metadata/labels")
                        .path("app.kubernetes.io/name")
                        .asText())
                .as("by which all kinds are found again")
                .isEqualTo("weft");
        assertThat(get(RELEASES + "weft.v1").isMissingNode()).isFalse();
    }

    @Test
    void whatIsThereIsUpgradedAndKeepsItsValues(@TempDir Path values) throws Exception {
        Path file = Files.writeString(values.resolve("values.yaml"), "settings: {policyScope: Any}\n");
        assertThat(install("--no-wait", "--values", file.toString()).code()).isZero();

        Meshctl.Run again = run("upgrade", "--no-wait", "--set", "networking.replicas=2");

        assertThat(again.code()).as(again.toString()).isZero();
        assertThat(again.out()).contains("namespace gloo-mesh: is there", "Helm release weft: revision 2");
        assertThat(get(SETTINGS).at("/spec/policyScope").asText()).isEqualTo("Any");
        assertThat(get(NETWORKING).at("/spec/replicas").asInt()).isEqualTo(2);
        assertThat(install("--no-wait", "--reset-values").code()).isZero();
        assertThat(get(SETTINGS).at("/spec/policyScope").asText()).isEqualTo("OwnNamespace");
    }

    /** {@code meshctl install crds}, and Gloo Mesh 0.12, leave definitions that no release owns, maybe of an older form. */
    @Test
    void kindsThatNobodyOwnsAreTakenOverAndBroughtToThisVersion() throws Exception {
        servers.installCrds();
        JsonNode form = get(POLICIES).at("/spec/versions");
        patch(
                POLICIES,
                "{\"spec\":{\"versions\":[{\"name\":\"v1alpha2\",\"served\":true,\"storage\":true,\"subresources\":{\"status\":{}},"
                        + "\"schema\":{\"openAPIV3Schema\":{\"type\":\"object\",\"x-kubernetes-preserve-unknown-fields\":true}}}]}}");

        Meshctl.Run run = install("--no-wait");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(get(POLICIES).at("/spec/versions")).isEqualTo(form);
        assertThat(get(POLICIES)
                        .at("/metadata/annotations")
                        .path("meta.helm.sh/release-name")
                        .asText())
                .isEqualTo("weft-crds");
    }

    @Test
    void kindsOfAnotherReleaseServeSeveralPlanesAndAreLeftToIt() throws Exception {
        assertThat(install("--no-wait").code()).isZero();

        Meshctl.Run second = install("--no-wait", "--namespace", "second");

        assertThat(second.code()).as(second.toString()).isZero();
        assertThat(second.out()).contains("the kinds belong to Helm release weft-crds in namespace gloo-mesh");
        assertThat(get("/apis/apps/v1/namespaces/second/deployments/networking").isMissingNode())
                .isFalse();
    }

    @Test
    void anInstallationThatWasInterruptedIsGoneOnFrom() throws Exception {
        assertThat(install("--no-wait").code()).isZero();
        leave("weft.v1", "pending-install");
        TwoServers.delete(servers.management(), NETWORKING);

        Meshctl.Run run = install("--no-wait", "--take-over-after", "1");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out()).as("there was none that could be upgraded").contains("Helm release weft: revision 1");
        assertThat(get(NETWORKING).isMissingNode()).isFalse();
    }

    @Test
    void anUpgradeThatWasInterruptedIsGoneOnFrom() throws Exception {
        assertThat(install("--no-wait").code()).isZero();
        assertThat(run("upgrade", "--no-wait", "--set", "networking.replicas=2").code())
                .isZero();
        leave("weft.v1", "deployed");
        leave("weft.v2", "pending-upgrade");

        Meshctl.Run run = run("upgrade", "--no-wait", "--take-over-after", "1", "--set", "networking.replicas=3");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(get(NETWORKING).at("/spec/replicas").asInt()).isEqualTo(3);
    }

    /** Helm keeps the state of a release within the release, compressed, and in a label beside it. */
    private void leave(String release, String status) throws Exception {
        patch(RELEASES + release, HelmSecret.with(get(RELEASES + release), status, LONG_AGO));
    }

    @Test
    void aPlaneOfSomebodyElseInTheNamespaceIsToldBeforeAnythingIsWritten() throws Exception {
        TwoServers.create(
                servers.management(),
                "/api/v1/namespaces",
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"gloo-mesh\"}}");
        TwoServers.create(
                servers.management(),
                DEPLOYMENTS,
                "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"networking\","
                        + "\"annotations\":{\"meta.helm.sh/release-name\":\"gloo-mesh\",\"meta.helm.sh/release-namespace\":\"gloo-mesh\"}},"
                        + "\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"networking\"}},\"template\":{\"metadata\":"
                        + "{\"labels\":{\"app\":\"networking\"}},\"spec\":{\"containers\":[{\"name\":\"a\",\"image\":\"b\"}]}}}}");

        Meshctl.Run run = install("--no-wait");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains(
                        "Deployment gloo-mesh/networking is there and belongs to Helm release gloo-mesh in namespace gloo-mesh")
                .contains("Nothing has been changed.");
        assertThat(get(POLICIES).isMissingNode()).isTrue();
    }

    @Test
    void valuesThatAreNoneAreRefusedBeforeAnythingIsWritten() throws Exception {
        Meshctl.Run run = install("--no-wait", "--set", "networking.replica=2");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("replica", "charts/weft/values.yaml explains each");
        assertThat(get("/api/v1/namespaces/gloo-mesh").isMissingNode()).isTrue();
        assertThat(install("--values", folder.resolve("none.yaml").toString()).code())
                .isEqualTo(2);
    }

    @Test
    void operatorsThatDoNotRunAreNamedWithTheReasonOfTheirPods() throws Exception {
        assertThat(install("--no-wait").code()).isZero();
        TwoServers.create(
                servers.management(),
                "/api/v1/namespaces/gloo-mesh/pods",
                "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"discovery-1\",\"labels\":{\"app\":\"discovery\"}},"
                        + "\"spec\":{\"containers\":[{\"name\":\"discovery\",\"image\":\"a\"}]}}");
        patch(
                "/api/v1/namespaces/gloo-mesh/pods/discovery-1/status",
                "{\"status\":{\"containerStatuses\":[{\"name\":\"discovery\",\"image\":\"a\",\"imageID\":\"\",\"ready\":false,"
                        + "\"restartCount\":0,\"state\":{\"waiting\":{\"reason\":\"ErrImagePull\",\"message\":\"no such image\"}}}]}}");

        Meshctl.Run run = install("--timeout", "1");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("0 of 1 pods of Deployment gloo-mesh/discovery are ready after 1 s")
                .contains("pod discovery-1: ErrImagePull no such image", "--set discovery.image.registry=");
    }

    @Test
    void itWaitsForTheOperators() throws Exception {
        assertThat(install("--no-wait").code()).isZero();
        for (String operator : List.of("discovery", "networking")) {
            long generation =
                    get(DEPLOYMENTS + "/" + operator).at("/metadata/generation").asLong();
            patch(
                    DEPLOYMENTS + "/" + operator + "/status",
                    "{\"status\":{\"observedGeneration\":%d,\"replicas\":2,\"updatedReplicas\":1,\"availableReplicas\":1}}"
                            .formatted(generation + 5));
        }
        assertThat(install("--timeout", "1").err())
                .as("the one that is available is of the version before")
                .contains("0 of 1 pods of Deployment gloo-mesh/discovery are ready");
        for (String operator : List.of("discovery", "networking")) {
            patch(DEPLOYMENTS + "/" + operator + "/status", "{\"status\":{\"replicas\":1}}");
        }

        Meshctl.Run run = install();

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out()).contains("pods of discovery: 1 ready", "pods of networking: 1 ready");
    }

    @Test
    void aDryRunPrintsWhatKubectlCanApplyAndAsksNoCluster() {
        Meshctl.Run run = Meshctl.run("install", "--dry-run", "--namespace", "mesh", "--kubeconfig", "does-not-exist");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(run.out())
                .startsWith("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: mesh\n")
                .contains("kind: CustomResourceDefinition", "kind: Deployment", "kind: Settings");
    }

    @Test
    void aReleaseOfAnotherChartIsNotTouched() throws Exception {
        assertThat(install("--no-wait").code()).isZero();

        for (String command : List.of("upgrade", "uninstall")) {
            Meshctl.Run run = run(command, "--release-name", "weft-crds");
            assertThat(run.code()).as(command).isNotZero();
        }
        patch(RELEASES + "weft.v1", HelmSecret.ofChart(get(RELEASES + "weft.v1"), "prometheus"));
        for (String command : List.of("upgrade", "install", "uninstall")) {
            Meshctl.Run run = run(command);
            assertThat(run.code()).as(command).isEqualTo(1);
            assertThat(run.err()).contains("Helm release weft in namespace gloo-mesh has the chart prometheus-0.1.0");
        }
        assertThat(get(NETWORKING).isMissingNode()).isFalse();
    }

    @Test
    void singleValuesAreYamlAndCountMoreThanFiles(@TempDir Path values) throws Exception {
        Path file = Files.writeString(values.resolve("a, b.yaml"), "networking: {replicas: 2}\n");

        Meshctl.Run run = install(
                "--no-wait",
                "--values",
                file.toString(),
                "--set",
                "networking.replicas=3",
                "--set",
                "networking.env=[{name: A, value: 'b=c'}]",
                "--set",
                "discovery.image.tag=\"20260101\"");

        assertThat(run.code()).as(run.toString()).isZero();
        assertThat(get(NETWORKING).at("/spec/replicas").asInt()).isEqualTo(3);
        assertThat(get(NETWORKING).toString()).contains("{\"name\":\"A\",\"value\":\"b=c\"}");
        assertThat(get(DEPLOYMENTS + "/discovery").toString()).contains("mesh-discovery:20260101");
        assertThat(install("--set", "networking.env[0]=1").code()).isEqualTo(2);
        assertThat(install("--values", values.toString()).code()).isEqualTo(2);
        assertThat(install("--release-name", "weft-crds").code()).isEqualTo(2);
        assertThat(install("--namespace", "Bad_NS").code()).isEqualTo(2);
    }

    @Test
    void upgradeSaysThatNothingIsInstalled() {
        Meshctl.Run run = run("upgrade", "--no-wait");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("there is no Helm release weft in namespace gloo-mesh", "Install it with meshctl install");
    }

    @Test
    void uninstallLeavesTheKindsWithTheirObjectsAndIsRefusedWhileClustersAreRegistered() throws Exception {
        assertThat(install("--no-wait").code()).isZero();
        TwoServers.create(
                servers.management(),
                "/apis/multicluster.solo.io/v1alpha1/namespaces/gloo-mesh/kubernetesclusters",
                "{\"apiVersion\":\"multicluster.solo.io/v1alpha1\",\"kind\":\"KubernetesCluster\",\"metadata\":{\"name\":\"east\"},"
                        + "\"spec\":{\"secretName\":\"east\"}}");

        Meshctl.Run refused = run("uninstall");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("clusters are registered: east", "meshctl cluster deregister");
        assertThat(get(NETWORKING).isMissingNode()).isFalse();

        assertThat(run("uninstall", "--force").code()).isZero();
        assertThat(get(NETWORKING).isMissingNode()).isTrue();
        assertThat(get(POLICIES).isMissingNode()).isFalse();
        Meshctl.Run again = run("uninstall");
        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("There is no Helm release weft");
        assertThat(install("--no-wait").code()).as("and can be installed again").isZero();
    }
}
