// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.Workload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Services that are called from another cluster, through its gateway. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class FederationScenarioTest {

    private static final int UNAVAILABLE = 503;
    private static final String LEDGER = """
        apiVersion: v1
        kind: Service
        metadata: {name: ledger, namespace: bookinfo}
        spec:
          selector: {app: ratings}
          ports: [{name: tcp, port: 9100, targetPort: 9100}]
        """;

    private final MeshWorld world;

    FederationScenarioTest(MeshWorld world) {
        this.world = world;
    }

    @AfterEach
    void clear() throws Exception {
        world.clear();
    }

    @Test
    void aServerSeesTheIdentityOfACallerOfTheOtherCluster() throws Exception {
        world.federate("federation: {permissive: {}}");
        HttpCall call = world.west().workload("client").callOn("east", "ratings", "/who");
        awaitStatus(call, 200);
        Seen seen = Seen.in(call.send());
        assertThat(seen.app()).isEqualTo("ratings-v1");
        assertThat(seen.path()).isEqualTo("/who");
        assertThat(seen.caller()).isEqualTo("spiffe://cluster.local/ns/bookinfo/sa/client");
    }

    /** Neither does the caller's proxy know it, nor does the gateway let it pass to who asks all the same. */
    @Test
    void aServiceThatIsNotExportedIsRefused() throws Exception {
        world.federate("""
            federation:
              selectors:
                - destinationSelectors:
                    - kubeServiceRefs: {services: [{name: reviews, namespace: bookinfo, clusterName: east}]}
            """);
        try (GatewayCaller caller = new GatewayCaller(world.west(), world.east())) {
            awaitStatus(caller.asksFor("reviews", "reviews"), 200);
            awaitStatus(caller.asksFor("ratings", "ratings"), UNAVAILABLE);
            assertThat(world.app("ratings-v1").seen()).isEmpty();
            HttpCall unknown = world.west().workload("client").callOn("east", "ratings", "/");
            assertThat(unknown.send().status()).isNotEqualTo(200);
        }
    }

    /** Whoever runs the pods of details on west has the certificate of another account than that of its workload. */
    @Test
    void whoHasAnotherIdentityThanTheServiceIsNotTalkedTo() throws Exception {
        world.federate("federation: {permissive: {}}");
        HttpCall details = world.client().callOn("west", "details", "/");
        awaitStatus(world.client().callOn("west", "reviews", "/"), 200);
        awaitStatus(details, UNAVAILABLE);
        assertThat(world.west().workload("details-v1").app().seen()).isEmpty();
        try (GatewayCaller caller = new GatewayCaller(world.east(), world.west())) {
            awaitStatus(caller.asksFor("details", "thief"), 200);
        }
    }

    /** Nobody looks into its bytes; here they happen to be of HTTP. */
    @Test
    void aServiceOfTcpIsCalled() throws Exception {
        Workload client = world.west().workload("client");
        world.east().objects().apply(LEDGER);
        try {
            client.listenFor(9100, "istio-system/ledger.bookinfo.svc.east.global");
            world.federate("federation: {permissive: {}}");
            HttpCall ledger = HttpCall.get(client.address(), 9100, "/tcp");
            awaitStatus(ledger, 200);
            assertThat(Seen.in(ledger.send()).app()).isEqualTo("ratings-v1");
        } finally {
            client.listenAsBefore();
            world.east().objects().delete(LEDGER);
        }
    }
}
