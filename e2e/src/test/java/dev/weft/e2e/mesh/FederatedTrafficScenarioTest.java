// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.e2e.istio.EchoApp;
import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.Workload;
import dev.weft.e2e.servers.Awaiting;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** TrafficPolicies that send to services of other clusters. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class FederatedTrafficScenarioTest {

    private static final String RULE = "/apis/networking.istio.io/v1/namespaces/bookinfo/destinationrules/reviews";

    private final MeshWorld world;
    private final Workload client;

    FederatedTrafficScenarioTest(MeshWorld world) {
        this.world = world;
        this.client = world.west().workload("client");
    }

    @BeforeEach
    void federate() throws Exception {
        world.federate("federation: {permissive: {}}");
        awaitStatus(client.callOn("east", "reviews", "/"), 200);
    }

    @AfterEach
    void clear() throws Exception {
        world.clear();
    }

    @Test
    void aShiftSplitsRequestsBetweenTheOwnClusterAndAnother() throws Exception {
        EchoApp local = world.west().workload("reviews-v1").app();
        world.plane().apply(Policies.traffic("reviews", "west", """
            trafficShift:
              destinations:
                - {kubeService: {name: reviews, namespace: bookinfo, clusterName: west, port: 9080}, weight: 30}
                - {kubeService: {name: reviews, namespace: bookinfo, clusterName: east, port: 9080}, weight: 70}
            """));
        Awaiting.until("most requests leave west", Plane.LONGEST, () -> {
            int stayed = stayed(local, 100);
            return stayed < 60 ? Optional.empty() : Optional.of(stayed + " stayed");
        });
        // 30 % of 1000 requests, give or take four standard deviations
        assertThat(stayed(local, 1000)).isBetween(242, 358);
    }

    /** How many of so many requests the service of the own cluster answers. */
    private int stayed(EchoApp local, int requests) throws Exception {
        local.reset();
        for (int i = 0; i < requests; i++) {
            assertThat(client.call("reviews", "/").send().status()).isEqualTo(200);
        }
        return local.seen().size();
    }

    /** The gateway knows the subset before anybody asks for it, and as long as somebody does. */
    @Test
    void aSubsetOfAnotherClusterAppearsAndDisappearsWithoutAFailedRequest() throws Exception {
        HttpCall localName = client.call("reviews", "/");
        HttpCall globalName = client.callOn("east", "reviews", "/");
        String toV2 = """
            trafficShift:
              destinations:
                - kubeService:
                    {name: reviews, namespace: bookinfo, clusterName: east, port: 9080, subset: {version: v2}}
            """;
        try (Load local = Load.of(localName);
                Load global = Load.of(globalName)) {
            for (String cluster : new String[] {"east", "west"}) {
                world.plane().apply(Policies.traffic("reviews", cluster, toV2));
            }
            awaitApp(localName, "reviews-v2", 10);
            awaitApp(globalName, "reviews-v2", 10);
            for (String cluster : new String[] {"east", "west"}) {
                world.plane().objects().delete(Policies.traffic("reviews", cluster, toV2));
            }
            Awaiting.until("east has the subset no longer", Plane.LONGEST, () -> {
                String subsets = world.east()
                        .objects()
                        .find(RULE)
                        .map(rule -> rule.at("/spec/subsets").toString())
                        .orElse("");
                return subsets.contains("v2") ? Optional.of(subsets) : Optional.empty();
            });
            awaitApp(localName, "reviews-v1", 10);
            // By which version does not show: a gateway passes bytes on, so a connection stays with its pod.
            awaitStatus(globalName, 200);
            assertThat(local.sent()).isPositive();
            assertThat(local.failures()).isEmpty();
            assertThat(global.failures()).isEmpty();
        }
    }

    private static void awaitApp(HttpCall call, String app, int times) throws InterruptedException {
        Awaiting.steadily(call + " is answered by " + app, Plane.LONGEST, times, () -> {
            String now = Seen.in(call.send()).app();
            return now.equals(app) ? Optional.empty() : Optional.of(now);
        });
    }
}
