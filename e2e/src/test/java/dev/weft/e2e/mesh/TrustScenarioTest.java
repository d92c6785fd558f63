// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.SharedRoot;
import dev.weft.e2e.servers.ClusterObjects;
import dev.weft.pki.Authority;
import dev.weft.pki.CaCerts;
import dev.weft.pki.Chain;
import dev.weft.pki.IntermediateTerms;
import dev.weft.pki.KeySpec;
import dev.weft.pki.RootTerms;
import dev.weft.pki.SigningKey;
import dev.weft.pki.SigningRequest;
import dev.weft.pki.SigningSecret;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Meshes whose istiods have made their own roots get a common one. */
@Tag("e2e")
@ExtendWith(SharedTrust.class)
class TrustScenarioTest {

    private static final int UNAVAILABLE = 503;
    private static final Duration LIFE = Duration.ofDays(3650);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String CLIENT = "spiffe://cluster.local/ns/bookinfo/sa/client";

    private static final String MESH_CONFIG = "/api/v1/namespaces/istio-system/configmaps/istio";

    private final TrustWorld world;

    TrustScenarioTest(TrustWorld world) {
        this.world = world;
    }

    /** Each request within a mesh comes with a handshake of its own; those between them start to be answered by themselves. */
    @Test
    void twoMeshesWithRootsOfTheirOwnGetOneAndThenTrustEachOther() throws Exception {
        world.apart();
        world.federate();
        for (LabCluster cluster : world.lab().clusters()) {
            // What is wrong with the certificate, the caller's proxy only tells its own log, some time later.
            MeshWorld.awaitStatus(world.across(cluster), UNAVAILABLE);
            assertThat(world.across(cluster).send().body()).contains("remote connection failure");
        }
        Restarts restarts = world.restarts();
        Map<String, Load> loads = new LinkedHashMap<>();
        for (LabCluster cluster : world.lab().clusters()) {
            loads.put("within " + cluster.name(), Load.of(TrustWorld.within(cluster)));
        }
        long start = System.nanoTime();
        world.trustGenerated();
        for (List<String> states : List.of(List.of("ISSUED", "FINISHED"), List.of("FINISHED"))) {
            for (LabCluster cluster : world.lab().clusters()) {
                world.awaitState(cluster, states);
            }
            System.out.printf("e2e: VirtualMesh to %s on both clusters: %d ms%n", states, millisSince(start));
        }
        world.awaitAnswers();
        System.out.printf("e2e: VirtualMesh to answers across clusters: %d ms%n", millisSince(start));
        world.awaitShared();
        System.out.printf("e2e: VirtualMesh to one root and no other: %d ms%n", millisSince(start));
        for (Load load : loads.values()) {
            load.awaitMore(50);
        }
        loads.forEach((where, load) -> {
            load.close();
            System.out.printf(
                    "e2e: adoption, requests %s: %d of %d failed%n",
                    where, load.failures().size(), load.sent());
            assertThat(load.failures())
                    .as("%s, of %d requests", where, load.sent())
                    .isEmpty();
        });
        for (LabCluster cluster : world.lab().clusters()) {
            assertThat(Seen.in(world.across(cluster).send()).caller()).isEqualTo(CLIENT);
            assertThat(Seen.in(TrustWorld.within(cluster).send()).caller()).isEqualTo(CLIENT);
            assertThat(restarts.of(cluster))
                    .as("restarts on %s", cluster.name())
                    .containsExactly("istiod");
            assertThat(cluster.objects()
                            .find(MESH_CONFIG)
                            .orElseThrow()
                            .at("/data/mesh")
                            .asText())
                    .doesNotContain("caCertificates", "weft");
        }
        new Keys(world).areWhereTheyBelong();
        assertThat(world.caCerts(world.west()).roots().text())
                .isEqualTo(world.caCerts(world.east()).roots().text());
    }

    /** A Secret that nobody has asked the agent for stays what it is, and the other cluster does not wait for it. */
    @Test
    void anAuthorityOfSomebodyElseIsLeftAloneAndTold() throws Exception {
        world.apart();
        LabCluster west = world.west();
        ObjectNode theirs = west.objects().apply(new SharedRoot().secret()).getFirst();
        world.rollout().to(Map.of(west, TrustWorld.text(theirs, CaCerts.ROOT_CERT)));
        Restarts restarts = world.restarts();
        world.trustGenerated();
        world.awaitFinished(world.east());
        world.awaitState(west, List.of("FAILED"));
        assertThat(world.condition(west, "Ready").path("reason").asText()).isEqualTo("ForeignSecret");
        assertThat(world.certificate(west).at("/status/error").asText())
                .contains("istio-system/cacerts was not made by this agent")
                .contains("back it up and delete it");
        assertThat(west.objects().find(TrustWorld.CA_CERTS)).contains(theirs);
        assertThat(restarts.of(west)).isEmpty();
        for (LabCluster cluster : world.lab().clusters()) {
            MeshWorld.awaitStatus(TrustWorld.within(cluster), 200);
        }
        west.objects().delete(theirs.toString());
        world.awaitFinished(west);
        world.awaitAnswers();
    }

    /** As an organization does it that keeps its root elsewhere: what signs for the clusters is an intermediate. */
    @Test
    void anIntermediateOfAUserSignsForBoth() throws Exception {
        world.apart();
        Authority root = Authority.selfSigned(new RootTerms("users", LIFE, KeySpec.DEFAULT), Instant.now(), RANDOM);
        SigningKey key = SigningKey.generate(KeySpec.DEFAULT, RANDOM);
        Chain chain = root.issue(
                SigningRequest.by(key, "users", List.of(), RANDOM),
                new IntermediateTerms("users-signer", List.of(), LIFE, 1),
                Instant.now(),
                RANDOM);
        Map<String, byte[]> data = SigningSecret.data(Authority.of(key, chain, root.roots()));
        assertThat(data).containsKey(SigningSecret.CERT_CHAIN);
        ObjectNode ours = ClusterObjects.documents("""
                apiVersion: v1
                kind: Secret
                metadata: {name: ours, namespace: gloo-mesh, labels: {weft.dev/signing-ca: "true"}}
                """).getFirst();
        data.forEach((name, bytes) ->
                ours.withObject("/data").put(name, Base64.getEncoder().encodeToString(bytes)));
        world.plane().objects().apply(ours);
        world.trust("{secret: {name: ours, namespace: gloo-mesh}}");
        world.awaitFinished();
        world.awaitShared();
        world.awaitAnswers();
        for (LabCluster cluster : world.lab().clusters()) {
            CaCerts caCerts = world.caCerts(cluster);
            assertThat(caCerts.roots().text()).isEqualTo(root.roots().text());
            assertThat(caCerts.chain().certificates()).hasSize(3).contains(chain.first());
            X509Certificate shown = cluster.istiod().shown().getFirst();
            shown.verify(caCerts.certificate().x509().getPublicKey());
        }
        assertThat(world.root()).as("a root of the plane").isEmpty();
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
