// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.pki.CaCerts;
import dev.weft.pki.ChainVerdict;
import dev.weft.sandbox.Sandbox;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A plane at work that gives the meshes of two clusters authorities under one root, with the rights that meshctl gives it. */
@Timeout(120)
class TrustPlaneTest {

    /** Names of the Meshes, by cluster. */
    private static final Map<String, String> MESHES = new TreeMap<>(
            Map.of("cluster-1", "istiod-istio-system-cluster-1", "cluster-2", "istiod-1-27-istio-system-cluster-2"));

    private static final String SECRETS = "/api/v1/namespaces/gloo-mesh/secrets";
    private static final String ROOT = SECRETS + "/vm.gloo-mesh";
    private static final String VIRTUAL_MESHES =
            "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/virtualmeshes";

    private LivePlane plane;
    private final List<FakeAgent> agents = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        plane = new LivePlane();
        for (String name : MESHES.keySet()) {
            Sandbox cluster = plane.cluster(name, Bookinfo.objects(name));
            AgentPlace.prepare(cluster);
            agents.add(new FakeAgent(cluster, MESHES.get(name)));
            plane.registerByMeshctl(name);
        }
        plane.startDiscovery();
        plane.startNetworking();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    private void virtualMesh(String root) {
        plane.apply(VIRTUAL_MESHES, """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: VirtualMesh, metadata: {name: vm, namespace: gloo-mesh},
                 spec: {meshes: [{name: istiod-istio-system-cluster-1, namespace: gloo-mesh},
                                 {name: istiod-1-27-istio-system-cluster-2, namespace: gloo-mesh}],
                        mtlsConfig: {shared: {%s}}}}""".formatted(root));
    }

    @Test
    void eachAgentGetsAnAuthorityUnderOneRootWhoseKeyStaysWhereItIs() throws Exception {
        virtualMesh("");
        List<CaCerts> all = new ArrayList<>();
        for (FakeAgent agent : agents) {
            JsonNode wanted = agent.awaitCertificate();
            // What an agent asks to be called does not matter.
            agent.ask("spiffe://cluster.local/ns/bank/sa/vault");
            CaCerts cacerts = agent.awaitAnswer();
            assertThat(cacerts.verdict(Instant.now())).isInstanceOf(ChainVerdict.Trusted.class);
            assertThat(cacerts.certificate().x509().getSubjectAlternativeNames())
                    .singleElement()
                    .satisfies(name -> assertThat(name.get(1))
                            .isEqualTo(wanted.at("/spec/hosts/0").asText()));
            agent.saysFinished();
            all.add(cacerts);
        }
        assertThat(all.get(0).roots().text()).isEqualTo(all.get(1).roots().text());
        assertThat(all.get(0).certificate()).isNotEqualTo(all.get(1).certificate());

        String key = get(plane.management, ROOT).at("/data/key.pem").asText();
        assertThat(key).isNotEmpty();
        assertThat(LivePlane.writes(plane.management))
                .filteredOn(write -> write.startsWith("create") && write.contains("/secrets"))
                .hasSize(1);
        assertThat(everythingOn(plane.clusters.get("cluster-1"))).doesNotContain(key);
        assertThat(everythingOn(plane.clusters.get("cluster-2"))).doesNotContain(key);
        plane.awaitQuiet();
    }

    @Test
    void aNewRequestIsAnsweredAndARestartOfThePlaneIsNoneOfItsBusiness() throws Exception {
        virtualMesh("");
        FakeAgent agent = agents.getFirst();
        agent.awaitCertificate();
        agent.ask("a");
        CaCerts first = agent.awaitAnswer();
        plane.awaitQuiet();

        plane.stopOperators();
        plane.startDiscovery();
        plane.startNetworking();
        plane.awaitQuiet();
        assertThat(agent.awaitAnswer().certificate()).isEqualTo(first.certificate());

        agent.ask("b");
        CaCerts second = agent.awaitAnswer();
        assertThat(second.certificate()).isNotEqualTo(first.certificate());
        assertThat(second.roots().text()).isEqualTo(first.roots().text());
    }

    @Test
    void aRootThatAUserProvidesIsWaitedForAndToldAbout() throws Exception {
        // Some root, as somebody would make one.
        virtualMesh("");
        FakeAgent agent = agents.getFirst();
        agent.awaitCertificate();
        agent.ask("a");
        agent.awaitAnswer();
        JsonNode data = get(plane.management, ROOT).path("data");

        virtualMesh("rootCertificateAuthority: {secret: {name: ours, namespace: gloo-mesh}}");
        await(
                "it is named",
                () -> get(plane.clusters.get("cluster-2"), agents.get(1).certificatePath())
                        .at("/spec/signingCertificateSecret/name")
                        .asText()
                        .equals("ours"));
        agents.get(1).ask("b");
        await(
                "it is missed",
                () -> agents.get(1).answer().path("error").asText().contains("does not exist"));

        secret(data, "{}");
        await(
                "its label is missed",
                () -> agents.get(1).answer().path("error").asText().contains("signing-ca"));

        secret(data, "{weft.dev/signing-ca: \"true\"}");
        assertThat(agents.get(1).awaitAnswer().roots().text())
                .isEqualTo(new String(
                        Base64.getDecoder().decode(data.path("root-cert.pem").asText()), StandardCharsets.UTF_8));
    }

    private void secret(JsonNode data, String labels) {
        plane.apply(SECRETS, """
                {apiVersion: v1, kind: Secret, metadata: {name: ours, namespace: gloo-mesh, labels: %s}, type: Opaque, data: %s}""".formatted(labels, data));
    }

    @Test
    void aRootThatSomebodyDeletesIsNotReplacedWhileItIsInUse() throws Exception {
        virtualMesh("");
        FakeAgent agent = agents.getFirst();
        agent.awaitCertificate();
        agent.ask("a");
        agent.awaitAnswer();
        agent.saysFinished();
        LivePlane.call(plane.management, "DELETE", ROOT);

        agents.get(1).awaitCertificate();
        agents.get(1).ask("b");

        await(
                "it is told",
                () -> agents.get(1).answer().path("error").asText().contains("in use on cluster cluster-1"));
        assertThat(LivePlane.isMissing(plane.management, ROOT)).isTrue();
    }

    private static String everythingOn(Sandbox cluster) {
        return Stream.of(
                        "/apis/certificates.mesh.gloo.solo.io/v1alpha2/certificaterequests",
                        "/apis/certificates.mesh.gloo.solo.io/v1alpha2/issuedcertificates",
                        "/api/v1/secrets",
                        "/api/v1/configmaps",
                        "/api/v1/events")
                .map(path -> get(cluster, path).toString())
                .reduce("", String::concat);
    }
}
