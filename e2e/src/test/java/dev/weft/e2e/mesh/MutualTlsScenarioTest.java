// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.HttpAnswer;
import dev.weft.e2e.servers.Awaiting;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** TLS between workloads, by Settings and by policies, against servers that want it, take both, or take none. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class MutualTlsScenarioTest {

    private static final int UNAVAILABLE = 503;
    private static final String CLIENT = "spiffe://cluster.local/ns/bookinfo/sa/client";
    private static final String PLAIN = "";

    private final MeshWorld world;

    MutualTlsScenarioTest(MeshWorld world) {
        this.world = world;
    }

    @BeforeEach
    void istioChoosesTlsByItself() throws Exception {
        awaitCaller(CLIENT);
    }

    @AfterEach
    void clear() throws Exception {
        world.east().objects().delete(servers("UNSET"));
        world.plane().objects().delete(settings("DISABLE"));
        world.clear();
    }

    @Test
    void aPolicyTurnsTlsOffAndOn() throws Exception {
        policy("DISABLE");
        awaitCaller(PLAIN);
        policy("ISTIO_MUTUAL");
        awaitCaller(CLIENT);
    }

    @Test
    void aServerThatWantsTlsRefusesAClientThatAPolicyKeepsFromIt() throws Exception {
        world.east().objects().apply(servers("STRICT"));
        Awaiting.steadily("plain text is cut off", Plane.LONGEST, 3, () -> {
            try {
                return Optional.of(world.east()
                        .workload("reviews-v1")
                        .bypassing("/")
                        .send()
                        .toString());
            } catch (IOException cutOff) {
                return Optional.empty();
            }
        });
        awaitCaller(CLIENT);
        policy("DISABLE");
        awaitStatus(world.client().call("reviews", "/"), UNAVAILABLE);
    }

    /** By itself Istio would see that the servers take no TLS, and send plain text. */
    @Test
    void settingsMakeClientsInsistOnTlsAndAPolicyLetsThemOff() throws Exception {
        world.east().objects().apply(servers("DISABLE"));
        awaitCaller(PLAIN);
        world.plane().objects().apply(settings("ISTIO_MUTUAL"));
        awaitStatus(world.client().call("reviews", "/"), UNAVAILABLE);
        policy("DISABLE");
        awaitCaller(PLAIN);
        assertThat(world.client().call("ratings", "/").send().status()).isEqualTo(200);
    }

    private void policy(String mode) throws Exception {
        world.plane().apply(Policies.traffic("reviews", "east", "mtls: {istio: {tlsMode: " + mode + "}}"));
    }

    private void awaitCaller(String caller) throws Exception {
        Awaiting.steadily("reviews is called by '" + caller + "'", Plane.LONGEST, 4, () -> {
            HttpAnswer answer = world.client().call("reviews", "/").send();
            if (answer.status() != 200) {
                return Optional.of(answer.toString());
            }
            String seen = Seen.in(answer).caller();
            return seen.equals(caller) ? Optional.empty() : Optional.of("by '" + seen + "'");
        });
    }

    private static String settings(String mode) {
        return """
            apiVersion: settings.mesh.gloo.solo.io/v1alpha2
            kind: Settings
            metadata: {name: settings, namespace: gloo-mesh}
            spec: {mtls: {istio: {tlsMode: %s}}}
            """.formatted(mode);
    }

    /** What the servers of reviews take. */
    private static String servers(String mode) {
        return """
            apiVersion: security.istio.io/v1
            kind: PeerAuthentication
            metadata: {name: reviews, namespace: bookinfo}
            spec:
              selector: {matchLabels: {app: reviews}}
              mtls: {mode: %s}
            """.formatted(mode);
    }
}
