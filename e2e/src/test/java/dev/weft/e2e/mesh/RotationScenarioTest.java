// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.Pod;
import dev.weft.e2e.istio.Workload;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.pki.Certificate;
import dev.weft.pki.TrustBundle;
import dev.weft.runtime.kube.ApiException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two meshes with a common root get another one while requests go on, each with a handshake of its own. */
@Tag("e2e")
@ExtendWith(SharedTrust.class)
class RotationScenarioTest {

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final int MORE = 50;
    private static final String SPREAD = "/api/v1/namespaces/%s/configmaps/istio-ca-root-cert";

    private final TrustWorld world;
    private final Map<String, Load> loads = new LinkedHashMap<>();

    RotationScenarioTest(TrustWorld world) {
        this.world = world;
    }

    @BeforeEach
    void requestsGoOn() throws Exception {
        world.underOneRoot();
        world.trustWithoutRestarts(world.rootGeneration());
        awaitShared();
        world.awaitFinished();
        for (LabCluster cluster : world.lab().clusters()) {
            loads.put("within " + cluster.name(), Load.of(TrustWorld.within(cluster)));
            loads.put("from " + cluster.name(), Load.of(world.across(cluster)));
        }
    }

    @AfterEach
    void requestsEnd() {
        loads.values().forEach(Load::close);
    }

    @Test
    void anotherRootComesWithoutAFailedRequestOrARestart() throws Exception {
        Certificate old = root();
        Restarts restarts = world.restarts();
        Map<LabCluster, Integer> steps = new LinkedHashMap<>();
        Map<LabCluster, Long> told = new LinkedHashMap<>();
        for (LabCluster cluster : world.lab().clusters()) {
            steps.put(cluster, world.agent(cluster.name()).steps().size());
            told.put(cluster, generation(cluster));
        }
        ask("rotate");
        long start = System.nanoTime();
        awaitShared();
        System.out.printf(
                "e2e: rotation of two clusters: %d ms%n",
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        assertThat(root()).isNotEqualTo(old);
        areAnswered("rotation");
        areUnder(root());
        for (LabCluster cluster : world.lab().clusters()) {
            List<String> all = world.agent(cluster.name()).steps();
            System.out.printf(
                    "e2e: rotation, steps of the agent of %s: %s%n",
                    cluster.name(), all.subList(steps.get(cluster), all.size()));
            assertThat(generation(cluster) - told.get(cluster))
                    .as("steps that %s is told", cluster.name())
                    .isEqualTo(3);
            assertThat(restarts.of(cluster)).isEmpty();
        }
        assertThat(world.plane().meshctl("trust", "status", "--kubecontext", World.EAST))
                .contains("TrustShared=True (Shared)")
                .contains("SERVED");
        new Keys(world).areWhereTheyBelong();
    }

    /** What it trusts is known from before; what it serves is not, so the old root stays until it is back. */
    @Test
    void aClusterThatIsCutOffIsWaitedForAndFollows() throws Exception {
        Certificate old = root();
        LabCluster west = world.west();
        Restarts restarts = world.restarts();
        ask("rotate");
        Certificate next = awaitOtherRoot(old);
        awaitSigning(world.east(), next);
        world.lab().cutOff(west);
        try {
            Awaiting.until("east serves the new root and waits for west", LONGEST, () -> {
                JsonNode shared = shared();
                boolean waits = isServed(world.east())
                        && shared.path("status").asText().equals("False")
                        && shared.path("message").asText().contains("west cannot be read");
                return waits
                        ? Optional.empty()
                        : Optional.of(
                                shared + " " + world.certificate(world.east()).path("status"));
            });
            for (Load load : loads.values()) {
                load.awaitMore(MORE);
            }
            assertThat(bundle(world.east()).roots()).contains(old, next);
        } finally {
            world.lab().comeBack(west);
            // Its watches would wait for up to a minute.
            west.istiod().restart();
        }
        awaitShared();
        areAnswered("rotation, west cut off");
        areUnder(next);
        for (LabCluster cluster : world.lab().clusters()) {
            assertThat(restarts.of(cluster)).isEmpty();
        }
    }

    @Test
    void theWayBackFromTheFirstClusterThatSignsCostsNoRequestEither() throws Exception {
        Certificate old = root();
        Restarts restarts = world.restarts();
        ask("rotate");
        Certificate next = awaitOtherRoot(old);
        awaitSigning(world.east(), next);
        ask("rollback");
        assertThat(root()).isEqualTo(old);
        awaitShared();
        areAnswered("rotation and back");
        areUnder(old);
        for (LabCluster cluster : world.lab().clusters()) {
            assertThat(restarts.of(cluster)).isEmpty();
        }
    }

    /** {@code -Dseed=N} repeats a run. */
    @Test
    void whoeverIsKilledMeanwhileItEndsTheSame() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("e2e: kills during a rotation with -Dseed=" + seed);
        Certificate old = root();
        Restarts restarts = world.restarts();
        Kills kills = new Kills(world, new Random(seed));
        ask("rotate");
        Certificate next = awaitOtherRoot(old);
        kills.plane();
        Awaiting.until("the root is shared", LONGEST.multipliedBy(2), () -> {
            kills.agents();
            return isShared() ? Optional.empty() : Optional.of(shared().toString());
        });
        System.out.println("e2e: killed during a rotation " + kills);
        assertThat(kills.ofAgents())
                .as("agents that were killed, with -Dseed=%d", seed)
                .isPositive();
        assertThat(root()).isEqualTo(next);
        world.awaitFinished();
        areAnswered("rotation with kills");
        areUnder(next);
        for (LabCluster cluster : world.lab().clusters()) {
            assertThat(restarts.of(cluster)).isEmpty();
            assertThat(world.leftovers(cluster)).as("with -Dseed=%d", seed).isEmpty();
        }
    }

    private void ask(String what) throws Exception {
        world.plane().meshctl("trust", what, "both", "--kubecontext", World.EAST);
    }

    private long generation(LabCluster cluster) throws ApiException, InterruptedException {
        return world.certificate(cluster).at("/metadata/generation").asLong();
    }

    /** The root that is wanted. */
    private Certificate root() throws Exception {
        return TrustBundle.read(TrustWorld.text(world.root().orElseThrow(), "root-cert.pem"))
                .roots()
                .getFirst();
    }

    private Certificate awaitOtherRoot(Certificate old) throws InterruptedException {
        List<Certificate> found = new ArrayList<>();
        Awaiting.until("the plane has made another root", LONGEST, () -> {
            Certificate now = root();
            found.add(now);
            return now.equals(old) ? Optional.of("the old one is wanted") : Optional.empty();
        });
        return found.getLast();
    }

    /** A cluster is told to sign under a root. */
    private void awaitSigning(LabCluster cluster, Certificate root) throws InterruptedException {
        Awaiting.until(cluster.name() + " is told to sign under the new root", LONGEST, () -> {
            ObjectNode certificate = world.certificate(cluster);
            return certificate.at("/spec/trust/signingRoot").asText().equals(root.sha256())
                    ? Optional.empty()
                    : Optional.of(shared().toString());
        });
    }

    private boolean isServed(LabCluster cluster) throws ApiException, InterruptedException {
        ObjectNode certificate = world.certificate(cluster);
        JsonNode evidence = certificate.at("/status/evidence");
        return evidence.path("phase").asText().equals("SERVED")
                && evidence.path("generation").asLong()
                        == certificate.at("/metadata/generation").asLong();
    }

    private TrustBundle bundle(LabCluster cluster) throws Exception {
        return TrustBundle.read(
                world.certificate(cluster).at("/spec/trust/bundle").asText());
    }

    private JsonNode shared() throws ApiException, InterruptedException {
        for (JsonNode condition :
                world.plane().find(TrustWorld.VIRTUAL_MESH).orElseThrow().at("/status/conditions")) {
            if (condition.path("type").asText().equals("TrustShared")) {
                return condition;
            }
        }
        throw new IllegalStateException("nothing is said of the root");
    }

    private void awaitShared() throws InterruptedException {
        Awaiting.until(
                "the root is shared", LONGEST, () -> isShared() ? Optional.empty() : Optional.of(shared().toString()));
    }

    /** Whether the plane says of what is wanted now that all have it and nothing else. */
    private boolean isShared() throws ApiException, InterruptedException {
        long generation = world.plane()
                .find(TrustWorld.VIRTUAL_MESH)
                .orElseThrow()
                .at("/metadata/generation")
                .asLong();
        JsonNode shared = shared();
        return shared.path("reason").asText().equals("Shared")
                && shared.path("status").asText().equals("True")
                && shared.path("observedGeneration").asLong() == generation;
    }

    private void areAnswered(String what) throws InterruptedException {
        for (Load load : loads.values()) {
            load.awaitMore(MORE);
        }
        loads.forEach((where, load) -> {
            assertThat(load.failures())
                    .as("%s, %s, of %d requests", what, where, load.sent())
                    .isEmpty();
            System.out.printf("e2e: %s, requests %s: 0 of %d failed%n", what, where, load.sent());
        });
    }

    /** Nothing but this root is handed out, and what is shown leads to it. */
    private void areUnder(Certificate root) throws Exception {
        for (LabCluster cluster : world.lab().clusters()) {
            for (String namespace : List.of(Pod.NAMESPACE, "istio-system")) {
                String text = cluster.objects()
                        .find(SPREAD.formatted(namespace))
                        .orElseThrow()
                        .at("/data/root-cert.pem")
                        .asText();
                assertThat(TrustBundle.read(text).roots())
                        .as("%s in %s", cluster.name(), namespace)
                        .containsExactly(root);
            }
            leadsTo(root, cluster.istiod().shown(), cluster.name() + " istiod");
            for (Workload workload : cluster.workloads()) {
                if (workload.pod().role() != Pod.Role.GATEWAY) {
                    leadsTo(
                            root,
                            workload.shown(),
                            cluster.name() + " " + workload.pod().name());
                }
            }
        }
    }

    private static void leadsTo(Certificate root, List<X509Certificate> shown, String who) throws Exception {
        assertThat(shown.getFirst().getIssuerX500Principal())
                .as(who)
                .isEqualTo(shown.get(1).getSubjectX500Principal());
        shown.getFirst().verify(shown.get(1).getPublicKey());
        shown.get(1).verify(root.x509().getPublicKey());
    }
}
