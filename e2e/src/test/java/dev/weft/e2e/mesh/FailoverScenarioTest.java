// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.FailoverWorld.awaitAnswer;
import static dev.weft.e2e.mesh.FailoverWorld.failoverService;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.e2e.istio.EchoApp;
import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.HttpAnswer;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.Pod;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Workloads of east call a FailoverService: reviews of their own cluster, then reviews of west through its gateway. The last scenario loses
 * a pod for good, so they have an order.
 */
@Tag("e2e")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailoverScenarioTest {

    private static final List<String> CALLERS = List.of("east");
    private static final String HTTP = "number: 9080, protocol: http";
    private static final int SOME = 100;

    private static FailoverWorld world;

    @BeforeAll
    static void start() throws Exception {
        Map<String, List<Pod>> pods = new LinkedHashMap<>();
        pods.put("east", List.of(Pod.client("client"), Pod.server("reviews", "v1")));
        pods.put("west", List.of(Pod.server("reviews", "v3"), Pod.server("ratings", "v2"), Pod.gateway("gateway")));
        world = FailoverWorld.start(pods, Path.of("target/e2e/FailoverScenarioTest"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (world != null) {
            world.close();
        }
    }

    @Test
    @Order(1)
    void theOtherClusterAnswersWhileTheLocalServiceFailsAndNoRequestIsLost() throws Exception {
        world.plane().apply(failoverService("reviews-failover", HTTP, CALLERS, "reviews@east", "reviews@west"));
        HttpCall call = world.call("east", "reviews-failover");
        awaitAnswer(call, "reviews-v1");
        try (Load load = Load.of(call)) {
            load.awaitMore(SOME);
            world.fail("east", "reviews-v1");
            awaitAnswer(call, "reviews-v3");
            assertThat(Seen.in(call.send()).caller()).isEqualTo("spiffe://cluster.local/ns/bookinfo/sa/client");
            // Longer than it is left alone: each time it is tried again, it fails again.
            load.awaitMore(FailoverWorld.WHILE_LEFT_ALONE);
            world.app("east", "reviews-v1").reset();
            awaitAnswer(call, "reviews-v1");
            load.awaitMore(SOME);
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    @Order(2)
    void aServiceThatTakesItsTimeIsAskedOnce() throws Exception {
        HttpCall call = world.call("east", "reviews-failover");
        awaitAnswer(call, "reviews-v1");
        world.app("east", "reviews-v1").reset();
        world.app("east", "reviews-v1").answer(request -> EchoApp.Reply.of(200).after(3_000));
        HttpAnswer answer = call.send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(Seen.in(answer).app()).isEqualTo("reviews-v1");
        assertThat(world.app("east", "reviews-v1").seen()).hasSize(1);
        world.app("east", "reviews-v1").reset();
    }

    @Test
    @Order(3)
    void appsKeepCallingTheLocalNameWhenAPolicyShiftsIt() throws Exception {
        HttpCall local = world.cluster("east").workload("client").call("reviews", "/");
        world.plane()
                .apply(
                        Policies.traffic(
                                "reviews",
                                "east",
                                "trafficShift: {destinations: [{failoverService: {name: reviews-failover, namespace: bookinfo}}]}\n"));
        awaitAnswer(local, "reviews-v1");
        try (Load load = Load.of(local)) {
            load.awaitMore(SOME);
            world.fail("east", "reviews-v1");
            awaitAnswer(local, "reviews-v3");
            world.app("east", "reviews-v1").reset();
            awaitAnswer(local, "reviews-v1");
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    @Order(4)
    void servicesOfDifferentNamesOnOneClusterAnswerInTheirOrder() throws Exception {
        world.plane().apply(failoverService("either", HTTP, CALLERS, "reviews@west", "ratings@west"));
        HttpCall call = world.call("east", "either");
        awaitAnswer(call, "reviews-v3");
        // The gateway sees connections, not requests: it leaves a service that refuses them.
        world.cluster("west").workload("reviews-v3").remove();
        awaitAnswer(call, "ratings-v2");
    }

    /** By its name, which this Istio orders for callers. */
    @Test
    @Order(5)
    void aHeadlessServiceIsFirstAsLongAsItAnswers() throws Exception {
        world.cluster("east").objects().apply("""
                apiVersion: v1
                kind: Service
                metadata: {name: headless, namespace: bookinfo}
                spec:
                  clusterIP: None
                  selector: {app: reviews}
                  ports: [{name: http, port: 9080, targetPort: 9080}]
                """);
        world.cluster("east").serve("headless");
        world.plane().apply(failoverService("headless", HTTP, CALLERS, "headless@east", "ratings@west"));
        HttpCall call = world.call("east", "headless");
        awaitAnswer(call, "reviews-v1");
        world.fail("east", "reviews-v1");
        awaitAnswer(call, "ratings-v2");
        world.app("east", "reviews-v1").reset();
        awaitAnswer(call, "reviews-v1");
    }

    @Test
    @Order(6)
    void aServiceThatIsGoneAltogetherIsLeftOutAndNoRequestIsLost() throws Exception {
        world.plane().apply(failoverService("any", HTTP, CALLERS, "reviews@east", "ratings@west"));
        HttpCall call = world.call("east", "any");
        awaitAnswer(call, "reviews-v1");
        try (Load load = Load.of(call)) {
            load.awaitMore(SOME);
            world.cluster("east").workload("reviews-v1").remove();
            awaitAnswer(call, "ratings-v2");
            load.awaitMore(FailoverWorld.WHILE_LEFT_ALONE);
            load.awaitMore(SOME);
            assertThat(load.failures()).isEmpty();
        }
    }
}
