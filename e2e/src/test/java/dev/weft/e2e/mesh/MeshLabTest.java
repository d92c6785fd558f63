// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.weft.runtime.kube.ApiException;
import dev.weft.testkit.Checkout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lab itself: without it the scenarios prove nothing. */
@Tag("e2e")
class MeshLabTest {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static MeshLab lab;

    @BeforeAll
    static void start() throws Exception {
        lab = MeshLab.start(
                RealServers.tools(),
                IstioTools.of(Checkout.root()),
                Map.of(
                        "east", List.of(Pod.client("client"), Pod.server("reviews", "v1")),
                        "west", List.of(Pod.client("client"), Pod.server("reviews", "v1"), Pod.gateway("gateway"))),
                Path.of("target/e2e/MeshLabTest"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void aServerSeesTheIdentityOfItsClient() throws Exception {
        for (String name : List.of("east", "west")) {
            LabCluster cluster = lab.cluster(name);
            Workload client = cluster.workload("client");
            Awaiting.steadily("requests are answered on " + name, LONGEST, 3, () -> {
                HttpAnswer answer = client.call("reviews", "/who").send();
                return answer.status() == 200 ? Optional.empty() : Optional.of(answer.toString());
            });
            Seen seen = Seen.in(client.call("reviews", "/who").send());
            assertThat(seen.app()).isEqualTo("reviews-v1");
            assertThat(seen.path()).isEqualTo("/who");
            assertThat(seen.caller()).isEqualTo("spiffe://cluster.local/ns/bookinfo/sa/client");
        }
    }

    @Test
    void aGatewayLetsRequestsIn() throws Exception {
        Workload gateway = lab.cluster("west").workload("gateway");
        lab.cluster("west").objects().apply("""
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: edge, namespace: bookinfo}
            spec:
              selector: {app: gateway}
              servers:
                - {port: {number: 8080, name: http, protocol: HTTP}, bind: %s, hosts: [edge.example]}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: edge, namespace: bookinfo}
            spec:
              hosts: [edge.example]
              gateways: [edge]
              http:
                - route: [{destination: {host: reviews.bookinfo.svc.cluster.local, port: {number: 9080}}}]
            """.formatted(gateway.address()));
        HttpCall call = HttpCall.get(gateway.address(), 8080, "/from-outside").with("host", "edge.example");
        MeshWorld.awaitStatus(call, 200);
        assertThat(Seen.in(call.send()).caller()).isEqualTo("spiffe://cluster.local/ns/bookinfo/sa/gateway");
    }

    /** A test may restart istiod, as a rotation of certificates does; proxies find it again. */
    @Test
    void anIstiodThatIsRestartedGoesOn() throws Exception {
        LabCluster east = lab.cluster("east");
        east.istiod().restart();
        east.objects().apply("""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: reviews, namespace: bookinfo}
            spec:
              hosts: [reviews.bookinfo.svc.cluster.local]
              http:
                - match: [{uri: {prefix: /restarted}}]
                  directResponse: {status: 418}
                - route: [{destination: {host: reviews.bookinfo.svc.cluster.local, port: {number: 9080}}}]
            """);
        MeshWorld.awaitStatus(east.workload("client").call("reviews", "/restarted"), 418);
    }

    @Test
    void nothingListensBeyondLoopback() throws Exception {
        assertThat(Listeners.beyondLoopback()).isEmpty();
    }

    @Test
    void theWebhookOfIstioRefusesWhatItRefusesInARealInstall() throws InterruptedException {
        lab.cluster("east").istiod().awaitJudging();
        assertThatThrownBy(() -> lab.cluster("east").objects().apply("""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: wrong, namespace: bookinfo}
                spec:
                  hosts: [reviews]
                  http:
                    - timeout: 1s
                """))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(400));
    }
}
