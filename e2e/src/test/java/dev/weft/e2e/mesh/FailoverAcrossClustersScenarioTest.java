// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.FailoverWorld.awaitAnswer;
import static dev.weft.e2e.mesh.FailoverWorld.awaitAnswers;
import static dev.weft.e2e.mesh.FailoverWorld.failoverService;
import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.Pod;
import dev.weft.e2e.istio.Workload;
import dev.weft.e2e.servers.Awaiting;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Services of three clusters stand in for one another, for callers of two of them: details is v1 on east, v2 on west and v3 on south. The
 * last scenario loses a pod for good, so they have an order.
 */
@Tag("e2e")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailoverAcrossClustersScenarioTest {

    private static final List<String> CALLERS = List.of("east", "west");
    private static final String HTTP = "number: 9080, protocol: http";
    private static final String LEDGER = """
        apiVersion: v1
        kind: Service
        metadata: {name: ledger, namespace: bookinfo}
        spec:
          selector: {app: details}
          ports: [{name: tcp, port: 9100, targetPort: 9100}]
        """;
    private static final int SOME = 50;
    /** So many answers by one of two pods in a row come of no chance, as those of a service without a policy might. */
    private static final int NO_CHANCE = 30;

    private static FailoverWorld world;

    @BeforeAll
    static void start() throws Exception {
        Map<String, List<Pod>> pods = new LinkedHashMap<>();
        pods.put(
                "east",
                List.of(
                        Pod.client("client"),
                        Pod.server("details", "v1"),
                        Pod.server("reviews", "v1"),
                        Pod.server("reviews", "v2"),
                        Pod.gateway("gateway")));
        pods.put(
                "west",
                List.of(
                        Pod.client("client"),
                        Pod.server("details", "v2"),
                        Pod.server("reviews", "v2"),
                        Pod.gateway("gateway")));
        pods.put("south", List.of(Pod.server("details", "v3"), Pod.gateway("gateway")));
        world = FailoverWorld.start(pods, Path.of("target/e2e/FailoverAcrossClustersScenarioTest"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (world != null) {
            world.close();
        }
    }

    /** Of west's callers too: what is first for them is another cluster's, and their own comes second. */
    @Test
    @Order(1)
    void callersOfTwoClustersGoDownThreeTiersAndUpAgainAndNoRequestIsLost() throws Exception {
        world.plane().apply(failoverService("tiers", HTTP, CALLERS, "details@east", "details@west", "details@south"));
        HttpCall east = world.call("east", "tiers");
        HttpCall west = world.call("west", "tiers");
        awaitBoth(east, west, "details-v1");
        try (Load ofEast = Load.of(east);
                Load ofWest = Load.of(west)) {
            ofEast.awaitMore(SOME);
            world.fail("east", "details-v1");
            awaitBoth(east, west, "details-v2");
            world.fail("west", "details-v2");
            awaitBoth(east, west, "details-v3");
            assertThat(Seen.in(west.send()).caller()).isEqualTo("spiffe://cluster.local/ns/bookinfo/sa/client");
            ofEast.awaitMore(FailoverWorld.WHILE_LEFT_ALONE);
            world.app("west", "details-v2").reset();
            awaitBoth(east, west, "details-v2");
            world.app("east", "details-v1").reset();
            awaitBoth(east, west, "details-v1");
            ofWest.awaitMore(SOME);
            assertThat(ofEast.failures()).isEmpty();
            assertThat(ofWest.failures()).isEmpty();
        }
    }

    /** Only v2 may answer, whichever cluster it is on, though east has v1 as well. */
    @Test
    @Order(2)
    void aSubsetFailsOverToTheSameSubsetOfAnotherCluster() throws Exception {
        world.plane().apply(failoverService("versions", HTTP, CALLERS, "reviews@east", "reviews@west"));
        world.plane().apply(Policies.traffic("reviews", "east", """
            trafficShift:
              destinations:
                - failoverService: {name: versions, namespace: bookinfo, subset: {version: v2}}
            """));
        HttpCall call = world.cluster("east").workload("client").call("reviews", "/");
        awaitAnswers(call, "reviews-v2", NO_CHANCE);
        world.app("east", "reviews-v1").reset();
        world.app("west", "reviews-v2").reset();
        awaitAnswer(call, "reviews-v2");
        assertThat(world.app("west", "reviews-v2").seen()).as("east is first").isEmpty();
        try (Load load = Load.of(call)) {
            load.awaitMore(SOME);
            world.fail("east", "reviews-v2");
            awaitSeen("west", "reviews-v2");
            awaitAnswer(call, "reviews-v2");
            world.app("east", "reviews-v2").reset();
            awaitSeen("east", "reviews-v2");
            assertThat(world.app("east", "reviews-v1").seen())
                    .as("no other version is asked")
                    .isEmpty();
            assertThat(load.failures()).isEmpty();
        }
    }

    /** Nobody looks into its bytes; here they happen to be of HTTP. A connection that is refused is not tried again by anybody. */
    @Test
    @Order(3)
    void aServiceOfTcpFailsOverWhenItsPodIsLost() throws Exception {
        for (LabCluster cluster : List.of(world.cluster("east"), world.cluster("west"))) {
            cluster.objects().apply(LEDGER);
        }
        LabCluster east = world.cluster("east");
        east.serve("ledger");
        Workload client = east.workload("client");
        client.listenFor(9100, "istio-system/ledger.bookinfo.global");
        world.plane()
                .apply(failoverService(
                        "ledger", "number: 9100, protocol: tcp", List.of("east"), "ledger@east", "ledger@west"));
        HttpCall call = HttpCall.get(client.outbound(), 9100, "/tcp");
        awaitStatus(call, 200);
        awaitAnswer(call, "details-v1");
        east.workload("details-v1").remove();
        awaitAnswer(call, "details-v2");
    }

    private static void awaitBoth(HttpCall east, HttpCall west, String app) throws InterruptedException {
        awaitAnswer(east, app);
        awaitAnswer(west, app);
    }

    private static void awaitSeen(String cluster, String pod) throws InterruptedException {
        Awaiting.until(
                pod + " of " + cluster + " is asked",
                Plane.LONGEST,
                () -> world.app(cluster, pod).seen().isEmpty() ? Optional.of("it is not") : Optional.empty());
    }
}
