// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import static dev.weft.e2e.mesh.MeshWorld.awaitStatus;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.e2e.istio.EchoApp.Reply;
import dev.weft.e2e.istio.EchoApp.Seen;
import dev.weft.e2e.istio.HttpAnswer;
import dev.weft.e2e.istio.HttpCall;
import dev.weft.e2e.servers.Awaiting;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every feature of a TrafficPolicy, as the client or the server sees it. */
@Tag("e2e")
@ExtendWith(SharedMesh.class)
class TrafficPolicyScenarioTest {

    private static final int TEAPOT = 418;
    private static final int UNAVAILABLE = 503;
    private static final long SECOND = 1_000_000_000L;

    private final MeshWorld world;

    TrafficPolicyScenarioTest(MeshWorld world) {
        this.world = world;
    }

    @BeforeEach
    void requestsAreAnswered() throws Exception {
        awaitStatus(reviews("/"), 200);
    }

    @AfterEach
    void clear() throws Exception {
        world.clear();
    }

    @Test
    void trafficShiftSplitsRequestsBetweenSubsets() throws Exception {
        apply("trafficShift: {destinations: [" + subset("v1", 90) + ", " + subset("v2", 10) + "]}");
        Awaiting.until("most requests reach v1", Plane.LONGEST, () -> {
            Map<String, Integer> shares = shares(100);
            return shares.getOrDefault("reviews-v1", 0) > 70 ? Optional.empty() : Optional.of(shares.toString());
        });
        // 90 % of 1000 requests, give or take four standard deviations
        assertThat(shares(1000).get("reviews-v1")).isBetween(862, 938);
    }

    @Test
    void retriesAreMadeAsOftenAsThePolicySays() throws Exception {
        everyReviewsAnswers(request -> Reply.of(request.path().equals("/fails") ? UNAVAILABLE : 200));
        apply("retries: {attempts: 4, retryOn: [5xx]}");
        awaitTries(5);
        apply("retries: {attempts: 0}");
        awaitTries(1);
    }

    @Test
    void requestTimeoutEndsARequestThatTakesLonger() throws Exception {
        everyReviewsAnswers(request -> Reply.of(200).after(request.path().equals("/slow") ? 5_000 : 0));
        apply("requestTimeout: 1s");
        awaitStatus(reviews("/slow"), 504);
        assertThat(reviews("/fast").send().status()).isEqualTo(200);
    }

    @Test
    void abortAnswersInsteadOfTheServer() throws Exception {
        apply("faultInjection: {abort: {httpStatus: 418}}");
        awaitStatus(reviews("/aborted"), TEAPOT);
        world.app("reviews-v1").reset();
        world.app("reviews-v2").reset();
        assertThat(reviews("/aborted").send().status()).isEqualTo(TEAPOT);
        assertThat(seen("/aborted")).isZero();
    }

    @Test
    void delayHoldsARequestUp() throws Exception {
        apply("faultInjection: {fixedDelay: 1s}");
        Awaiting.steadily("requests take a second", Plane.LONGEST, 3, () -> {
            long start = System.nanoTime();
            HttpAnswer answer = reviews("/").send();
            long took = System.nanoTime() - start;
            return answer.status() == 200 && took >= SECOND
                    ? Optional.empty()
                    : Optional.of(answer + " after " + took / 1_000_000 + " ms");
        });
    }

    @Test
    void mirrorSendsACopyToAnotherServiceAndIgnoresItsAnswer() throws Exception {
        world.app("ratings-v1").answer(request -> Reply.of(UNAVAILABLE));
        apply("mirror: {kubeService: {name: ratings, namespace: bookinfo, clusterName: east}, port: 9080}");
        Awaiting.until("ratings gets a copy", Plane.LONGEST, () -> {
            HttpAnswer answer = reviews("/copied").send();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(Seen.in(answer).app()).startsWith("reviews-");
            return world.app("ratings-v1").seen().stream()
                            .anyMatch(seen -> seen.path().equals("/copied"))
                    ? Optional.empty()
                    : Optional.of("ratings has seen " + world.app("ratings-v1").seen());
        });
    }

    @Test
    void headersAreAddedAndRemovedOnTheWayThereAndBack() throws Exception {
        everyReviewsAnswers(
                request -> Reply.of(200).with("x-internal", "secret").with("x-kept", "yes"));
        apply("""
            headerManipulation:
              appendRequestHeaders: {x-added: there}
              removeRequestHeaders: [x-removed]
              appendResponseHeaders: {x-answered: back}
              removeResponseHeaders: [x-internal]
            """);
        Awaiting.steadily("headers are changed", Plane.LONGEST, 3, () -> {
            HttpAnswer answer =
                    reviews("/").with("x-removed", "1").with("x-other", "2").send();
            return answer.header("x-answered").equals("back")
                    ? Optional.empty()
                    : Optional.of(answer.headers().toString());
        });
        HttpAnswer answer =
                reviews("/").with("x-removed", "1").with("x-other", "2").send();
        assertThat(answer.headers()).containsEntry("x-kept", "yes").doesNotContainKey("x-internal");
        assertThat(Seen.in(answer).headers())
                .containsEntry("x-added", "there")
                .containsEntry("x-other", "2")
                .doesNotContainKey("x-removed");
    }

    @Test
    void corsAnswersThePreflightOfAnAllowedOriginOnly() throws Exception {
        apply("""
            corsPolicy:
              allowOrigins: [{exact: "https://shop.example"}]
              allowMethods: [GET, PUT]
              allowHeaders: [x-token]
              maxAge: 600s
            """);
        Awaiting.steadily("the preflight is answered", Plane.LONGEST, 3, () -> {
            HttpAnswer answer = preflight("https://shop.example");
            return answer.header("access-control-allow-origin").equals("https://shop.example")
                    ? Optional.empty()
                    : Optional.of(answer + " " + answer.headers());
        });
        HttpAnswer allowed = preflight("https://shop.example");
        assertThat(allowed.status()).isEqualTo(200);
        assertThat(allowed.header("access-control-allow-methods")).isEqualTo("GET,PUT");
        assertThat(allowed.header("access-control-allow-headers")).isEqualTo("x-token");
        assertThat(allowed.header("access-control-max-age")).isEqualTo("600");
        assertThat(preflight("https://other.example").headers()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void outlierDetectionTakesAFailingPodOutOfRotation() throws Exception {
        world.app("reviews-v2").answer(request -> Reply.of(500));
        apply(
                "outlierDetection: {consecutiveErrors: 2, interval: 0.5s, baseEjectionTime: 60s, maxEjectionPercent: 100}");
        Awaiting.steadily("v2 gets no more requests", Plane.LONGEST, 20, () -> {
            HttpAnswer answer = reviews("/").send();
            return answer.status() == 200 ? Optional.empty() : Optional.of(answer.toString());
        });
        int before = world.app("reviews-v2").seen().size();
        for (int i = 0; i < 20; i++) {
            assertThat(Seen.in(reviews("/").send()).app()).isEqualTo("reviews-v1");
        }
        assertThat(world.app("reviews-v2").seen()).hasSize(before);
    }

    @Test
    void aPolicyConcernsTheSelectedCallersAndClustersOnly() throws Exception {
        world.plane().apply(Policies.traffic("reviews", "east", """
            sourceSelector: [{labels: {app: stranger}, namespaces: [bookinfo]}]
            faultInjection: {abort: {httpStatus: 418}}
            """));
        awaitStatus(world.east().workload("stranger").call("reviews", "/"), TEAPOT);
        assertThat(reviews("/").send().status()).isEqualTo(200);
        assertThat(world.west().workload("client").call("reviews", "/").send().status())
                .isEqualTo(200);
    }

    @Test
    void aPolicyOfTheOtherClusterIsSeenThere() throws Exception {
        world.plane().apply(Policies.traffic("reviews", "west", "faultInjection: {abort: {httpStatus: 418}}"));
        awaitStatus(world.west().workload("client").call("reviews", "/"), TEAPOT);
        assertThat(reviews("/").send().status()).isEqualTo(200);
    }

    private HttpCall reviews(String path) {
        return world.client().call("reviews", path);
    }

    private void apply(String fields) throws Exception {
        world.plane().apply(Policies.traffic("reviews", "east", fields));
    }

    private void everyReviewsAnswers(Function<Seen, Reply> replies) {
        List.of("reviews-v1", "reviews-v2").forEach(pod -> world.app(pod).answer(replies));
    }

    private HttpAnswer preflight(String origin) throws IOException {
        return reviews("/")
                .method("OPTIONS")
                .with("origin", origin)
                .with("access-control-request-method", "PUT")
                .send();
    }

    private static String subset(String version, int weight) {
        return "{kubeService: {name: reviews, namespace: bookinfo, clusterName: east, port: 9080, subset: {version: "
                + version + "}}, weight: " + weight + "}";
    }

    private Map<String, Integer> shares(int requests) throws IOException {
        Map<String, Integer> shares = new TreeMap<>();
        for (int i = 0; i < requests; i++) {
            shares.merge(Seen.in(reviews("/").send()).app(), 1, Integer::sum);
        }
        return shares;
    }

    /** How many requests with that path all servers of reviews have seen. */
    private long seen(String path) {
        return List.of("reviews-v1", "reviews-v2").stream()
                .flatMap(pod -> world.app(pod).seen().stream())
                .filter(seen -> seen.path().equals(path))
                .count();
    }

    private void awaitTries(int tries) throws InterruptedException {
        Awaiting.steadily("a request that fails is tried " + tries + " times", Plane.LONGEST, 3, () -> {
            long before = seen("/fails");
            HttpAnswer answer = reviews("/fails").send();
            assertThat(answer.status()).isEqualTo(UNAVAILABLE);
            long tried = seen("/fails") - before;
            return tried == tries ? Optional.empty() : Optional.of("it is tried " + tried + " times");
        });
    }
}
