// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.e2e.istio.EchoApp;
import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.HttpAnswer;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.istio.LabCluster;
import dev.weft.e2e.istio.MeshLab;
import dev.weft.e2e.istio.Pod;
import dev.weft.e2e.istio.Workload;
import dev.weft.e2e.servers.Awaiting;
import dev.weft.e2e.servers.IstioTools;
import dev.weft.e2e.servers.RealServers;
import dev.weft.testkit.Checkout;
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
 * Workloads of east call a FailoverService: reviews of their own cluster, then reviews of west through its gateway. The last scenario loses
 * a pod for good, so they have an order.
 */
@Tag("e2e")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FailoverScenarioTest {

    private static final Path REPORTS = Path.of("target/e2e/FailoverScenarioTest");
    private static final int UNAVAILABLE = 503;
    private static final int STEADY = 5;
    private static final int SOME = 100;

    private static MeshLab lab;
    private static Plane plane;

    @BeforeAll
    static void start() throws Exception {
        Map<String, List<Pod>> pods = new LinkedHashMap<>();
        pods.put("east", List.of(Pod.client("client"), Pod.server("reviews", "v1")));
        pods.put("west", List.of(Pod.server("reviews", "v3"), Pod.server("ratings", "v2"), Pod.gateway("gateway")));
        lab = MeshLab.start(RealServers.tools(), IstioTools.of(Checkout.root()), pods, REPORTS);
        plane = Plane.start(lab, east());
        plane.objects().apply("""
            apiVersion: settings.mesh.gloo.solo.io/v1alpha2
            kind: Settings
            metadata: {name: settings, namespace: gloo-mesh}
            spec:
              mtls: {istio: {tlsMode: ISTIO_MUTUAL}}
              gatewayAddresses: [{allowed: [127.0.0.0/8]}]
            """);
        for (LabCluster cluster : lab.clusters()) {
            plane.register(cluster);
        }
        awaitDiscovery();
        plane.apply(Policies.virtualMesh("federation: {permissive: {}}\n"));
        plane.apply(Policies.named(
                "TrafficPolicy",
                "outlier",
                "{outlierDetection: {consecutiveErrors: 3, interval: 1s, baseEjectionTime: 5s}}"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (lab != null) {
            if (plane != null) {
                lab.diagnose(REPORTS.resolve("proxies"));
                plane.diagnose(REPORTS);
            }
            lab.close();
        }
    }

    private static LabCluster east() {
        return lab.cluster("east");
    }

    private static EchoApp app(String cluster, String pod) {
        return lab.cluster(cluster).workload(pod).app();
    }

    private static void awaitDiscovery() throws Exception {
        String discovered = "/apis/discovery.mesh.gloo.solo.io/v1alpha2/namespaces/gloo-mesh/";
        for (String cluster : List.of("east", "west")) {
            String path = discovered + "workloads/reviews-" + (cluster.equals("east") ? "v1" : "v3") + "-bookinfo-"
                    + cluster + "-deployment";
            Awaiting.until(
                    "discovery knows reviews of " + cluster,
                    Plane.LONGEST,
                    () -> plane.find(path).isPresent() ? Optional.empty() : Optional.of("no " + path));
        }
        Awaiting.until("discovery knows the gateway of west", Plane.LONGEST, () -> {
            JsonNode mesh =
                    plane.find(discovered + "meshes/istiod-istio-system-west").orElseThrow();
            return mesh.at("/spec/istio/ingressGateways").isEmpty() ? Optional.of(mesh.toString()) : Optional.empty();
        });
    }

    private static String failoverService(String name, String... services) {
        StringBuilder backings = new StringBuilder();
        for (String service : services) {
            String[] parts = service.split("@");
            backings.append("{kubeService: {name: ")
                    .append(parts[0])
                    .append(", namespace: bookinfo, clusterName: ")
                    .append(parts[1])
                    .append("}}, ");
        }
        return Policies.named(
                "FailoverService",
                name,
                "{hostname: %s.bookinfo.global, port: {number: 9080, protocol: http}, backingServices: [%s], meshes: [{name: istiod-istio-system-east, namespace: gloo-mesh}]}"
                        .formatted(name, backings));
    }

    /** What a workload of east asks for by the host of a FailoverService. */
    private static HttpCall call(String name) {
        Workload client = east().workload("client");
        return HttpCall.get(client.address(), 9080, "/").with("host", name + ".bookinfo.global:9080");
    }

    private static void awaitAnswer(HttpCall call, String app) throws Exception {
        Awaiting.steadily(call + " is answered by " + app, Plane.LONGEST, STEADY, () -> {
            HttpAnswer answer = call.send();
            return answer.status() == 200 && Seen.in(answer).app().equals(app)
                    ? Optional.empty()
                    : Optional.of(answer.toString());
        });
    }

    private static void awaitSent(Load load, int more) throws Exception {
        int goal = load.sent() + more;
        Awaiting.until(
                more + " more requests",
                Plane.LONGEST,
                () -> load.sent() >= goal ? Optional.empty() : Optional.of(load.sent() + " of " + goal));
    }

    @Test
    @Order(1)
    void theOtherClusterAnswersWhileTheLocalServiceFailsAndNoRequestIsLost() throws Exception {
        plane.apply(failoverService("reviews-failover", "reviews@east", "reviews@west"));
        HttpCall call = call("reviews-failover");
        awaitAnswer(call, "reviews-v1");
        try (Load load = Load.of(call)) {
            awaitSent(load, SOME);
            app("east", "reviews-v1").answer(request -> EchoApp.Reply.of(UNAVAILABLE));
            awaitAnswer(call, "reviews-v3");
            assertThat(Seen.in(call.send()).caller()).isEqualTo("spiffe://cluster.local/ns/bookinfo/sa/client");
            // Longer than it is left alone: each time it is tried again, it fails again.
            Thread.sleep(12_000);
            app("east", "reviews-v1").reset();
            awaitAnswer(call, "reviews-v1");
            awaitSent(load, SOME);
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    @Order(2)
    void aServiceThatTakesItsTimeIsAskedOnce() throws Exception {
        HttpCall call = call("reviews-failover");
        awaitAnswer(call, "reviews-v1");
        app("east", "reviews-v1").reset();
        app("east", "reviews-v1").answer(request -> EchoApp.Reply.of(200).after(3_000));
        HttpAnswer answer = call.send();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(Seen.in(answer).app()).isEqualTo("reviews-v1");
        assertThat(app("east", "reviews-v1").seen()).hasSize(1);
        app("east", "reviews-v1").reset();
    }

    @Test
    @Order(3)
    void appsKeepCallingTheLocalNameWhenAPolicyShiftsIt() throws Exception {
        HttpCall local = east().workload("client").call("reviews", "/");
        plane.apply(Policies.traffic(
                "reviews",
                "east",
                "trafficShift: {destinations: [{failoverService: {name: reviews-failover, namespace: bookinfo}}]}\n"));
        awaitAnswer(local, "reviews-v1");
        try (Load load = Load.of(local)) {
            awaitSent(load, SOME);
            app("east", "reviews-v1").answer(request -> EchoApp.Reply.of(UNAVAILABLE));
            awaitAnswer(local, "reviews-v3");
            app("east", "reviews-v1").reset();
            awaitAnswer(local, "reviews-v1");
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    @Order(4)
    void servicesOfDifferentNamesOnOneClusterAnswerInTheirOrder() throws Exception {
        plane.apply(failoverService("either", "reviews@west", "ratings@west"));
        HttpCall call = call("either");
        awaitAnswer(call, "reviews-v3");
        // The gateway sees connections, not requests: it leaves a service that refuses them.
        lab.cluster("west").workload("reviews-v3").remove();
        awaitAnswer(call, "ratings-v2");
    }

    @Test
    @Order(5)
    void aServiceThatIsGoneAltogetherIsLeftOutAndNoRequestIsLost() throws Exception {
        plane.apply(failoverService("any", "reviews@east", "ratings@west"));
        HttpCall call = call("any");
        awaitAnswer(call, "reviews-v1");
        try (Load load = Load.of(call)) {
            awaitSent(load, SOME);
            east().workload("reviews-v1").remove();
            awaitAnswer(call, "ratings-v2");
            Thread.sleep(12_000);
            awaitSent(load, SOME);
            assertThat(load.failures()).isEmpty();
        }
    }
}
