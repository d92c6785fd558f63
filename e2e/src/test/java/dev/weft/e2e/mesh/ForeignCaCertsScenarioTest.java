// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.SharedRoot;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.pki.CaCerts;
import dev.weft.pki.TrustBundle;
import dev.weft.runtime.kube.ApiCall;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** On one cluster somebody else has stored a {@code cacerts}, by which istiod signs; the istiod of the other one has made its own root. */
@Tag("e2e")
@ExtendWith(SharedTrust.class)
class ForeignCaCertsScenarioTest {

    private static final String BACKUP = "/api/v1/namespaces/istio-system/secrets/cacerts.before-weft";
    private static final int MORE = 50;

    private final TrustWorld world;

    ForeignCaCertsScenarioTest(TrustWorld world) {
        this.world = world;
    }

    /** Left alone without a request, taken over on request; each request comes with a handshake of its own. */
    @Test
    void itIsTakenOverOnRequestWithoutAFailedRequest() throws Exception {
        world.apart();
        LabCluster west = world.west();
        ObjectNode theirs = west.objects().apply(new SharedRoot().secret()).getFirst();
        String root = TrustWorld.text(theirs, CaCerts.ROOT_CERT);
        String sha256 = TrustBundle.read(root).roots().getFirst().sha256();
        world.rollout().to(Map.of(west, root));
        world.trustWithoutRestarts(1);
        world.awaitState(west, List.of("FAILED"));
        awaitTold("the hash is told", "add the SHA-256 of its root, " + sha256);
        assertThat(west.objects().find(TrustWorld.CA_CERTS)).contains(theirs);

        Restarts restarts = world.restarts();
        world.trustGenerated();
        Map<String, Load> loads = new LinkedHashMap<>();
        for (LabCluster cluster : world.lab().clusters()) {
            loads.put("within " + cluster.name(), Load.of(TrustWorld.within(cluster)));
        }
        ask("00".repeat(32));
        awaitTold("the other hash is told", "that has other hashes");
        long start = System.nanoTime();
        ask(sha256);
        world.awaitShared();
        System.out.printf(
                "e2e: cacerts of somebody else, annotation to one root and no other: %d ms%n",
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        for (Load load : loads.values()) {
            load.awaitMore(MORE);
        }
        loads.forEach((where, load) -> {
            load.close();
            System.out.printf(
                    "e2e: cacerts of somebody else, requests %s: %d of %d failed%n",
                    where, load.failures().size(), load.sent());
            assertThat(load.failures())
                    .as("%s, of %d requests", where, load.sent())
                    .isEmpty();
        });
        world.awaitAnswers();
        for (LabCluster cluster : world.lab().clusters()) {
            System.out.printf("e2e: restarts on %s: %s%n", cluster.name(), restarts.of(cluster));
            assertThat(restarts.of(cluster)).allMatch("istiod"::equals).hasSizeLessThanOrEqualTo(1);
            System.out.printf(
                    "e2e: steps of the agent of %s: %s%n",
                    cluster.name(), world.agent(cluster.name()).steps());
        }
        assertThat(west.objects().find(BACKUP).orElseThrow().path("data")).isEqualTo(theirs.path("data"));
        CaCerts now = world.caCerts(west);
        assertThat(now.roots().text())
                .isEqualTo(world.caCerts(world.east()).roots().text());
        assertThat(now.key().pem()).isNotEqualTo(TrustWorld.text(theirs, CaCerts.CA_KEY));
        assertThat(world.certificate(west)
                        .at("/status/evidence/caCerts/takenOver")
                        .asText())
                .isEqualTo(sha256);
    }

    private void ask(String value) throws Exception {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.withObject("/metadata/annotations").put("weft.dev/take-over-cacerts", value);
        world.plane().objects().call(ApiCall.mergePatch(TrustWorld.VIRTUAL_MESH, patch));
    }

    private void awaitTold(String what, String text) throws InterruptedException {
        Awaiting.until(what, Plane.LONGEST, () -> {
            String shared = world.shared();
            return shared.contains(text) ? Optional.empty() : Optional.of(shared);
        });
    }
}
