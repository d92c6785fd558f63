// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.plane;

import static dev.weft.meshctl.plane.LivePlane.await;
import static dev.weft.meshctl.plane.LivePlane.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.meshctl.demo.standin.StandInIstiod;
import dev.weft.meshctl.live.CommandFailedException;
import dev.weft.pki.Authority;
import dev.weft.pki.CaCerts;
import dev.weft.pki.IntermediateTerms;
import dev.weft.pki.KeySpec;
import dev.weft.pki.PkiException;
import dev.weft.pki.RootTerms;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import dev.weft.pki.TrustBundle;
import dev.weft.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster whose istiod signs by a {@code cacerts} of somebody else, with an agent that was registered, and the plane. */
@Timeout(180)
class ForeignCaCertsPlaneTest {

    private static final String VIRTUAL_MESHES =
            "/apis/networking.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/virtualmeshes";
    private static final String SECRETS = "/api/v1/namespaces/istio-system/secrets";
    private static final String CA_CERTS = SECRETS + "/cacerts";
    private static final String CERTIFICATE = AgentPlace.CERTIFICATES + "/istiod-istio-system-cluster-1";

    private final SecureRandom random = new SecureRandom();
    private LivePlane plane;
    private Sandbox cluster;
    private LiveAgent agent;
    private StandInIstiod istiod;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        plane = new LivePlane();
        plane.management.transcript().keepBodies();
        cluster = plane.cluster("cluster-1", Bookinfo.objects("cluster-1"));
        plane.registerByMeshctl("cluster-1", Registering.agent("weft/cert-agent:test"));
        agent = new LiveAgent(cluster, folder);
        istiod = StandInIstiod.open(new SandboxAdministrator(cluster), InstantSource.system());
        plane.startDiscovery();
        plane.startNetworking();
    }

    @AfterEach
    void stop() throws IOException {
        agent.close();
        istiod.close();
        plane.close();
    }

    /** Istiod takes what is stored. */
    private void look() {
        try {
            istiod.step();
        } catch (CommandFailedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(JsonNode base64) {
        return new String(Base64.getDecoder().decode(base64.asText()), StandardCharsets.UTF_8);
    }

    /** Stores one that nobody's agent has made, and says what its root is. */
    private TrustBundle somebodyStores() throws PkiException {
        Authority root = Authority.selfSigned(
                new RootTerms("somebody", Duration.ofDays(365), KeySpec.DEFAULT), Instant.now(), random);
        SigningKey key = SigningKey.generate(KeySpec.DEFAULT, random);
        SigningRequest request = SigningRequest.by(key, "somebody", List.of(), random);
        CaCerts caCerts = CaCerts.of(
                key,
                root.issue(
                        request,
                        new IntermediateTerms("somebody's", List.of(), Duration.ofDays(300), 0),
                        Instant.now(),
                        random),
                root.roots());
        ObjectNode secret = JsonNodeFactory.instance.objectNode();
        secret.put("apiVersion", "v1").put("kind", "Secret").put("type", "Opaque");
        secret.putObject("metadata").put("name", "cacerts");
        caCerts.data()
                .forEach((name, bytes) ->
                        secret.withObject("/data").put(name, Base64.getEncoder().encodeToString(bytes)));
        LivePlane.applyYaml(cluster, SECRETS, secret.toString());
        return root.roots();
    }

    private void virtualMesh(String annotations) {
        plane.apply(VIRTUAL_MESHES, """
                {apiVersion: networking.mesh.gloo.solo.io/v1alpha2, kind: VirtualMesh,
                 metadata: {name: vm, namespace: gloo-mesh, annotations: {%s}},
                 spec: {meshes: [{name: istiod-istio-system-cluster-1, namespace: gloo-mesh}], mtlsConfig: {shared: {}}}}""".formatted(annotations));
    }

    private String trustShared(String field) {
        return LivePlane.condition(plane.management, VIRTUAL_MESHES + "/vm", "TrustShared")
                .path(field)
                .asText();
    }

    private boolean isShared() {
        look();
        return trustShared("reason").equals("Shared");
    }

    @Test
    void itIsLeftAloneAndOnRequestTakenOverAlthoughTheAgentEndsAtEachOfItsWrites() throws Exception {
        TrustBundle theirs = somebodyStores();
        String sha256 = theirs.roots().getFirst().sha256();
        JsonNode before = get(cluster, CA_CERTS);
        String key = before.at("/data/ca-key.pem").asText();
        look();
        virtualMesh("");
        agent.start(istiod.network());
        await("the hash is told", () -> trustShared("message").contains(sha256));
        assertThat(trustShared("reason")).isEqualTo("CertificateFailed");
        assertThat(trustShared("message")).contains("metadata.annotations[weft.dev/take-over-cacerts]");
        assertThat(get(cluster, CA_CERTS)).isEqualTo(before);

        virtualMesh("weft.dev/take-over-cacerts: \"" + sha256 + "\"");
        int ends = 0;
        while (!isShared()) {
            KillSwitch kill = new KillSwitch(Set.of(LiveAgent.USER), 1, true);
            cluster.faults().decide(kill);
            agent.start(istiod.network());
            await("a write or the end", () -> isShared() || kill.hasStruck());
            agent.close();
            cluster.faults().clear();
            ends++;
        }
        assertThat(ends)
                .as("copy, roots, key, request, cacerts, two that go, roots, and what is told")
                .isGreaterThan(8);
        agent.start(istiod.network());
        await(
                "all is done",
                () -> get(cluster, CERTIFICATE).at("/status/state").asText().equals("FINISHED"));

        assertThat(get(cluster, SECRETS + "/cacerts.before-weft").path("data")).isEqualTo(before.path("data"));
        JsonNode now = get(cluster, CA_CERTS);
        assertThat(text(now.at("/data/root-cert.pem")))
                .isEqualTo(text(get(plane.management, "/api/v1/namespaces/gloo-mesh/secrets/vm.gloo-mesh")
                        .at("/data/root-cert.pem")));
        assertThat(now.at("/data/ca-key.pem").asText()).isNotEqualTo(key);
        assertThat(now.at("/metadata/uid")).as("never deleted").isEqualTo(before.at("/metadata/uid"));
        assertThat(plane.management.transcript().entries())
                .noneMatch(entry ->
                        entry.request().contains(key) || entry.response().contains(key));
        assertThat(cluster.transcript().entries())
                .filteredOn(entry -> entry.user().equals(LiveAgent.USER))
                .noneMatch(entry -> entry.code() == 403);
        plane.awaitQuiet();
    }
}
