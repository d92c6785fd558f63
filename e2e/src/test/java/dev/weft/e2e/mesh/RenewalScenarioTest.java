// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.pki.CaCerts;
import dev.weft.pki.CertificateFacts;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Authorities are renewed while requests go on, each with a handshake of its own. */
@Tag("e2e")
@ExtendWith(SharedTrust.class)
class RenewalScenarioTest {

    private static final String STORED = "/status/stored/serial";
    private static final int MORE = 50;

    private final TrustWorld world;
    private final Map<LabCluster, CaCerts> before = new LinkedHashMap<>();

    RenewalScenarioTest(TrustWorld world) {
        this.world = world;
    }

    @BeforeEach
    void underOneRoot() throws Exception {
        world.underOneRoot();
        for (LabCluster cluster : world.lab().clusters()) {
            before.put(cluster, world.caCerts(cluster));
        }
    }

    /** A renewal that was begun is put away, or its certificate would be stored when the next scenario makes all due. */
    @AfterEach
    void renewAsUsual() throws Exception {
        restartAgents(Map.of());
        for (LabCluster cluster : world.lab().clusters()) {
            world.agent(cluster.name()).awaitReady();
            Awaiting.until("nothing is left of renewals on " + cluster.name(), Plane.LONGEST, () -> {
                List<String> left = world.leftovers(cluster);
                return left.isEmpty() ? Optional.empty() : Optional.of(left.toString());
            });
        }
    }

    @Test
    void anAuthorityIsRenewedWithoutAFailedRequestOrARestart() throws Exception {
        Restarts restarts = world.restarts();
        long handshakes = stat("handshake");
        Map<String, Load> loads = loads();
        makeDue();
        awaitRenewed();
        for (Load load : loads.values()) {
            load.awaitMore(MORE);
        }
        loads.forEach((where, load) -> {
            assertThat(load.failures())
                    .as("%s, of %d requests", where, load.sent())
                    .isEmpty();
            System.out.printf("e2e: renewal, requests %s: 0 of %d failed%n", where, load.sent());
        });
        int sent = loads.values().stream().mapToInt(Load::sent).sum();
        assertThat(stat("handshake") - handshakes).as("handshakes").isGreaterThanOrEqualTo(sent);
        assertThat(stat("session_reused")).as("handshakes without certificates").isZero();
        for (LabCluster cluster : world.lab().clusters()) {
            CaCerts now = world.caCerts(cluster);
            assertThat(now.roots().text()).isEqualTo(before.get(cluster).roots().text());
            assertThat(world.certificate(cluster).at("/status/state").asText()).isEqualTo("FINISHED");
            assertThat(restarts.of(cluster)).isEmpty();
        }
    }

    /** Whoever made another one would cut off all that is not restarted at once. */
    @Test
    void aRootThatIsGoneIsNotMadeAnewAndARestoredOneSignsAgain() throws Exception {
        ObjectNode root = world.root().orElseThrow();
        Map<String, Load> loads = loads();
        world.plane().objects().delete(root.toString());
        makeDue();
        for (LabCluster cluster : world.lab().clusters()) {
            Awaiting.until("the agent of " + cluster.name() + " tells of the root", Plane.LONGEST, () -> {
                String told = world.condition(cluster, "Ready").toString();
                return told.contains("RefusedByIssuer")
                                && told.contains("gloo-mesh/" + world.rootName())
                                && told.contains("no new root is made")
                                && told.contains("restore the Secret from a backup")
                        ? Optional.empty()
                        : Optional.of(told);
            });
            assertThat(world.caCerts(cluster).certificate())
                    .isEqualTo(before.get(cluster).certificate());
            assertThat(world.certificate(cluster).at("/status/state").asText()).isEqualTo("FINISHED");
        }
        assertThat(world.root()).isEmpty();
        ObjectNode restored = root.deepCopy();
        restored.withObject("/metadata")
                .remove(List.of("uid", "resourceVersion", "creationTimestamp", "managedFields"));
        world.plane().objects().apply(restored);
        awaitRenewed();
        loads.forEach((where, load) -> assertThat(load.failures())
                .as("%s, of %d requests", where, load.sent())
                .isEmpty());
    }

    /** Of TLS, as the proxies of the Services count it. */
    private long stat(String name) throws IOException {
        long sum = 0;
        for (LabCluster cluster : world.lab().clusters()) {
            String page = cluster.workload("reviews-v1").admin("/stats?filter=ssl." + name);
            sum += page.lines()
                    .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
        return sum;
    }

    private Map<String, Load> loads() {
        Map<String, Load> loads = new LinkedHashMap<>();
        for (LabCluster cluster : world.lab().clusters()) {
            loads.put("within " + cluster.name(), Load.of(TrustWorld.within(cluster)));
            loads.put("from " + cluster.name(), Load.of(world.across(cluster)));
        }
        return loads;
    }

    /** The agents see the certificates that are there as due, and the next ones a while after they were made. */
    private void makeDue() throws IOException, InterruptedException {
        Map<String, String> ratios = new LinkedHashMap<>();
        for (LabCluster cluster : world.lab().clusters()) {
            CertificateFacts facts = before.get(cluster).certificate().facts();
            Duration left = Duration.between(Instant.now(), facts.notAfter());
            double ratio = (double) left.toSeconds() / facts.life().toSeconds();
            ratios.put(cluster.name(), String.format(Locale.ROOT, "%.9f", ratio));
        }
        restartAgents(ratios);
    }

    private void restartAgents(Map<String, String> ratios) throws IOException, InterruptedException {
        for (LabCluster cluster : world.lab().clusters()) {
            Agent agent = world.agent(cluster.name());
            agent.end();
            String ratio = ratios.get(cluster.name());
            if (ratio == null) {
                agent.start();
            } else {
                agent.start("--renewal-ratio", ratio);
            }
        }
    }

    /** Until the agents tell of other certificates, and the istiods sign by them. */
    private void awaitRenewed() throws Exception {
        for (LabCluster cluster : world.lab().clusters()) {
            String old = before.get(cluster).certificate().facts().serial();
            Awaiting.until("the authority of " + cluster.name() + " is renewed", Plane.LONGEST, () -> {
                ObjectNode certificate = world.certificate(cluster);
                String now = certificate.at(STORED).asText();
                return now.isEmpty() || now.equals(old)
                        ? Optional.of(certificate.path("status").toString())
                        : Optional.empty();
            });
            Awaiting.until("the istiod of " + cluster.name() + " signs by it", Plane.LONGEST, () -> {
                X509Certificate shown = cluster.istiod().shown().getFirst();
                return isSignedBy(shown, world.caCerts(cluster))
                        ? Optional.empty()
                        : Optional.of(String.valueOf(shown));
            });
        }
    }

    private static boolean isSignedBy(X509Certificate leaf, CaCerts authority) {
        try {
            leaf.verify(authority.certificate().x509().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
