// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.kube.ApiException.Failure;
import dev.weft.runtime.kube.Endpoint.Credentials;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import dev.weft.sandbox.hooks.Faults;
import dev.weft.sandbox.hooks.Faults.Target;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** How calls end, whatever the HTTP client. */
abstract class CallCases extends SandboxAndApi {
    CallCases(HttpClient.Factory clients) {
        super(clients);
    }

    @Test
    void objectsAreCreatedReadReplacedPatchedAppliedAndDeleted() throws Exception {
        ObjectNode created = api.call(ApiCall.post(MAPS.path("default"), map("verbs", "a", "1")));
        assertThat(created.at("/metadata/uid").asText()).isNotEmpty();
        created.withObject("/data").put("a", "2");
        ObjectNode put = api.call(ApiCall.put(MAPS.path("default", "verbs"), created));
        assertThat(put.at("/data/a").asText()).isEqualTo("2");
        api.call(ApiCall.mergePatch(MAPS.path("default", "verbs"), object("data", object("b", "3"))));
        api.call(ApiCall.apply(MAPS.path("default", "verbs"), map("verbs", "c", "4"), "tests"));
        ObjectNode read = api.call(ApiCall.get(MAPS.path("default", "verbs")));
        assertThat(read.get("data")).isEqualTo(object("a", "2").put("b", "3").put("c", "4"));
        JsonNode meta = read.get("metadata");
        api.call(ApiCall.delete(
                MAPS.path("default", "verbs"),
                meta.get("uid").asText(),
                meta.get("resourceVersion").asText()));
        assertThat(failure(() -> api.call(ApiCall.get(MAPS.path("default", "verbs"))))
                        .code())
                .isEqualTo(404);
    }

    @Test
    void aDeleteWithoutBodyIsADelete() throws Exception {
        api.call(ApiCall.post(MAPS.path("default"), map("bare", "a", "1")));
        api.call(new ApiCall(ApiCall.Method.DELETE, MAPS.path("default", "bare"), "", null, ApiCall.TIMEOUT));
        assertThat(failure(() -> api.call(ApiCall.get(MAPS.path("default", "bare"))))
                        .code())
                .isEqualTo(404);
    }

    @Test
    void numbersKeepEveryDigit() throws Exception {
        String numbers =
                "{\"big\":123456789012345678901234567890,\"small\":0.10000000000000000000000000001,\"zero\":1.50}";
        try (ScriptedServer server = answering("200 OK", numbers);
                KubeApi scripted = open(plain(server))) {
            ObjectNode read = scripted.call(ApiCall.get("/numbers"));
            assertThat(read.toString()).isEqualTo(numbers);
        }
    }

    @Test
    void aRefusalHasTheServersReasonMessageAndDetails() throws Exception {
        api.call(ApiCall.post(MAPS.path("default"), map("taken", "a", "1")));
        ApiException taken = failure(() -> api.call(ApiCall.post(MAPS.path("default"), map("taken", "a", "1"))));
        assertThat(taken.failure()).isInstanceOfSatisfying(Failure.Refused.class, refused -> {
            assertThat(refused.code()).isEqualTo(409);
            assertThat(refused.reason()).isEqualTo("AlreadyExists");
            assertThat(refused.message()).contains("taken");
            assertThat(refused.details().path("name").asText()).isEqualTo("taken");
            assertThat(refused.retryAfter()).isEmpty();
        });
        assertThat(taken).hasMessageContaining(sandbox.url()).hasMessageContaining("POST /api/v1/namespaces/default");
        assertThat(taken.mayHaveTakenEffect()).isFalse();
        ApiException invalid = failure(() -> api.call(ApiCall.post(MAPS.path("default"), map("NOT A NAME", "a", "1"))));
        assertThat(invalid.failure())
                .isInstanceOfSatisfying(
                        Failure.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo("Invalid"));
        assertThat(invalid.code()).isEqualTo(422);
    }

    @Test
    void whoHasNoRightsIsForbiddenAndWhoIsUnknownUnauthorized() {
        sandbox.acceptToken("poor", "poor", List.of());
        try (KubeApi poor = open(token("poor"));
                KubeApi unknown = open(token("nobody-knows-this-one"))) {
            ApiException forbidden = failure(() -> poor.call(ApiCall.get(MAPS.path())));
            assertThat(forbidden.code()).isEqualTo(403);
            assertThat(forbidden).hasMessageContaining("Forbidden");
            ApiException unauthorized = failure(() -> unknown.call(ApiCall.get(MAPS.path())));
            assertThat(unauthorized.code()).isEqualTo(401);
            assertThat(unauthorized.toString()).doesNotContain("nobody-knows-this-one");
        }
    }

    @Test
    void aServerThatIsBusySaysWhenToComeAgain() throws Exception {
        try (ScriptedServer server = answering("429 Too Many Requests\r\nRetry-After: 7", "{\"kind\":\"Status\"}");
                KubeApi scripted = open(plain(server))) {
            ApiException busy = failure(() -> scripted.call(ApiCall.get("/")));
            assertThat(busy.failure())
                    .isInstanceOfSatisfying(
                            Failure.Refused.class,
                            refused -> assertThat(refused.retryAfter()).contains(Duration.ofSeconds(7)));
            assertThat(server.heads.stream().filter(line -> line.startsWith("GET")))
                    .hasSize(1);
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (ScriptedServer server = answering("302 Found\r\nLocation: " + sandbox.url() + "/version", "{}");
                KubeApi scripted = open(plain(server))) {
            assertThat(failure(() -> scripted.call(ApiCall.get("/"))).code()).isEqualTo(302);
        }
    }

    @Test
    void anAnswerThatIsNoJsonIsBroken() throws Exception {
        for (String body : List.of("<html>sign in</html>", "[]", "{\"items\":[")) {
            try (ScriptedServer server = answering("200 OK", body);
                    KubeApi scripted = open(plain(server))) {
                assertNoAnswer(failure(() -> scripted.call(ApiCall.get("/"))), Failure.Kind.BROKEN);
            }
        }
    }

    @Test
    void aLostAnswerIsBrokenAndMayHaveTakenEffect() throws Exception {
        sandbox.faults().next(Target.of("create", "configmaps"), new Faults.LoseAnswer());
        ApiException lost = failure(() -> api.call(ApiCall.post(MAPS.path("default"), map("lost", "a", "1"))));
        assertNoAnswer(lost, Failure.Kind.BROKEN);
        assertThat(lost.mayHaveTakenEffect()).isTrue();
        assertThat(api.call(ApiCall.get(MAPS.path("default", "lost")))
                        .at("/data/a")
                        .asText())
                .isEqualTo("1");
    }

    @Test
    void aCallThatTakesTooLongMayHaveTakenEffect() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Connection::fallSilent);
                KubeApi scripted = open(plain(server))) {
            ApiException late = failure(
                    () -> scripted.call(ApiCall.post("/", object("a", "b")).within(SHORT)));
            assertNoAnswer(late, Failure.Kind.TIMEOUT);
            assertThat(late.mayHaveTakenEffect()).isTrue();
            assertThat(server.gone.await(20, TimeUnit.SECONDS))
                    .as("its connection is closed")
                    .isTrue();
        }
    }

    @Test
    void anAnswerThatStopsMidwayIsATimeOut() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
                    connection.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"a\":");
                    connection.fallSilent();
                });
                KubeApi scripted = open(plain(server))) {
            assertNoAnswer(failure(() -> scripted.call(ApiCall.get("/").within(SHORT))), Failure.Kind.TIMEOUT);
            assertThat(server.gone.await(20, TimeUnit.SECONDS))
                    .as("its connection is closed")
                    .isTrue();
        }
    }

    @Test
    void aPortWhereNobodyListensIsNoConnection() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (KubeApi dead = open(new Endpoint(
                "https://127.0.0.1:" + port, Optional.of(sandbox.identity().authorityPem()), bearer("secret-token")))) {
            ApiException refused = failure(() -> dead.call(ApiCall.get("/version")));
            assertNoAnswer(refused, Failure.Kind.CONNECT);
            assertThat(refused.mayHaveTakenEffect()).isFalse();
            assertThat(refused).hasMessageContaining("127.0.0.1:" + port).hasMessageNotContaining("secret-token");
        }
    }

    @Test
    void aHostThatNobodyKnowsIsNoConnection() {
        try (KubeApi dead = open(new Endpoint("https://weft.invalid", Optional.empty(), bearer("t")))) {
            assertNoAnswer(failure(() -> dead.call(ApiCall.get("/version"))), Failure.Kind.CONNECT);
        }
    }

    @Test
    void aServerOfAnotherAuthorityIsNotTrusted() throws Exception {
        try (Sandbox other = Sandbox.start(SandboxOptions.named("other"));
                KubeApi wrong = open(
                        new Endpoint(sandbox.url(), Optional.of(other.identity().authorityPem()), bearer("t")));
                KubeApi system = open(new Endpoint(sandbox.url(), Optional.empty(), bearer("t")))) {
            assertNoAnswer(failure(() -> wrong.call(ApiCall.get("/version"))), Failure.Kind.TLS);
            assertNoAnswer(failure(() -> system.call(ApiCall.get("/version"))), Failure.Kind.TLS);
        }
    }

    @Test
    void aServerThatSpeaksPlainHttpIsNoTls() throws Exception {
        try (ScriptedServer server = ScriptedServer.blunt("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                KubeApi wrong =
                        open(new Endpoint(server.url().replace("http:", "https:"), Optional.empty(), bearer("t")))) {
            assertNoAnswer(failure(() -> wrong.call(ApiCall.get("/version"))), Failure.Kind.TLS);
        }
    }

    @Test
    void aTokenIsAskedForWithEachCallAndMustLookLikeOne() throws Exception {
        AtomicReference<String> token = new AtomicReference<>("old");
        sandbox.acceptToken("new", "admin", List.of("system:masters"));
        try (KubeApi rotating = open(new Endpoint(
                sandbox.url(),
                Optional.of(sandbox.identity().authorityPem()),
                new Credentials.BearerToken(token::get)))) {
            assertThat(failure(() -> rotating.call(ApiCall.get(MAPS.path()))).code())
                    .isEqualTo(401);
            token.set("new");
            assertThat(rotating.call(ApiCall.get(MAPS.path())).path("kind").asText())
                    .isEqualTo("ConfigMapList");
            token.set("two\nlines-of-secret");
            ApiException odd = failure(() -> rotating.call(ApiCall.get(MAPS.path())));
            assertNoAnswer(odd, Failure.Kind.CONNECT);
            assertThat(odd).hasMessageNotContaining("secret");
        }
        assertThat(admin().toString()).doesNotContain(sandbox.identity().adminToken());
    }

    @Test
    void interruptingACallerEndsItsCall() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Connection::fallSilent);
                KubeApi scripted = open(plain(server));
                ExecutorService callers = Executors.newSingleThreadExecutor()) {
            LinkedBlockingQueue<Throwable> ends = new LinkedBlockingQueue<>();
            Future<?> call = callers.submit(() -> {
                try {
                    scripted.call(ApiCall.get("/"));
                } catch (Exception e) {
                    ends.add(e);
                }
            });
            await(() -> !server.heads.isEmpty());
            call.cancel(true);
            assertThat(ends.poll(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            assertThat(server.gone.await(20, TimeUnit.SECONDS))
                    .as("its connection is closed")
                    .isTrue();
        }
    }

    @Test
    void aListOfManyObjectsComesWhole() throws Exception {
        for (int i = 0; i < 300; i++) {
            sandbox.call(
                    "POST",
                    "/api/v1/namespaces/kube-public/configmaps",
                    "application/json",
                    map("m" + i, "text", "x".repeat(10_000)).toString().getBytes(StandardCharsets.UTF_8));
        }
        ObjectNode list = api.call(ApiCall.get(MAPS.path("kube-public")));
        assertThat(list.get("items")).hasSizeGreaterThanOrEqualTo(300);
    }

    @Test
    void manyThreadsMayCallAtOnce() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ObjectNode>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String name = "many-" + i;
                calls.add(callers.submit(() -> api.call(ApiCall.post(MAPS.path("default"), map(name, "a", "1")))));
            }
            for (int i = 0; i < calls.size(); i++) {
                assertThat(calls.get(i).get().at("/metadata/name").asText()).isEqualTo("many-" + i);
            }
        }
    }
}
