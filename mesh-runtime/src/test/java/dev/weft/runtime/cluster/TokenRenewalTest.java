// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.cluster.TokenRenewal.Due;
import dev.weft.runtime.cluster.TokenRenewal.Held;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.JdkClients;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.KubeApis;
import dev.weft.sandbox.LocalReply;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenRenewalTest {

    private static final Duration WEEK = Duration.ofDays(7);

    /** Certificates of the server are good from here on. */
    private final Instant start = Instant.ofEpochSecond(Instant.now().getEpochSecond());

    private final AtomicReference<Instant> now = new AtomicReference<>(start);
    private Sandbox sandbox;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxOptions.named("east").withClock(now::get));
        for (String name : List.of("writer", "reader", "other")) {
            create("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"" + name + "\"}}");
        }
        create("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles", """
                {"metadata":{"name":"renew"},"rules":[{"apiGroups":[""],"resources":["serviceaccounts/token"],
                 "resourceNames":["reader","writer"],"verbs":["create"]}]}""");
        create("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", """
                {"metadata":{"name":"renew"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"renew"},
                 "subjects":[{"kind":"ServiceAccount","name":"writer","namespace":"default"}]}""");
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void nothingIsDueInTheFirstHalfOfALifeAndAllIsInTheSecond() {
        List<Held> held = List.of(held("kubeconfig", token("writer")), held("kubeconfig.reader", token("reader")));
        assertThat(TokenRenewal.next(held)).contains(start.plus(WEEK.dividedBy(2)));
        assertThat(TokenRenewal.due(held, start.plus(WEEK.dividedBy(2)).minusSeconds(1)))
                .isEmpty();
        assertThat(TokenRenewal.due(held, start.plus(WEEK.dividedBy(2))))
                .extracting(due -> due.held().dataKey())
                .containsExactly("kubeconfig", "kubeconfig.reader");
        assertThat(TokenRenewal.due(held, start.plus(WEEK)).toString())
                .doesNotContain(held.getFirst().token());
    }

    @Test
    void theWriterRenewsBothTokensAndTheRestOfTheTextStays() throws Exception {
        List<Held> held = List.of(held("kubeconfig", token("writer")), held("kubeconfig.reader", token("reader")));
        now.set(start.plus(Duration.ofDays(4)));
        try (KubeApi writer = open(held.getFirst().token())) {
            for (Due due : TokenRenewal.due(held, now.get())) {
                String renewed = TokenRenewal.renew(writer, due);
                String token = tokenIn(renewed);
                assertThat(renewed)
                        .isEqualTo(due.held().kubeconfig().replace(due.held().token(), token));
                assertThat(BoundToken.read(token)).hasValueSatisfying(bound -> {
                    assertThat(bound.account()).isEqualTo(due.token().account());
                    assertThat(bound.expires()).isEqualTo(now.get().plus(WEEK));
                });
                // The old one has expired by then, the new one is good.
                now.set(start.plus(Duration.ofDays(10)));
                assertThat(code(due.held().token())).isEqualTo(401);
                assertThat(code(token)).isEqualTo(403);
                now.set(start.plus(Duration.ofDays(4)));
            }
        }
    }

    @Test
    void aTokenOfSomebodyElsesAccountIsNotGiven() {
        Held foreign = held("kubeconfig", token("other"));
        Due due = TokenRenewal.due(List.of(foreign), start.plus(WEEK)).getFirst();
        try (KubeApi writer = open(token("writer"))) {
            assertThatThrownBy(() -> TokenRenewal.renew(writer, due))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.code()).isEqualTo(403))
                    .hasMessageNotContaining(foreign.token());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "opaque",
                "a.b.c",
                "{}",
                "{\"sub\":\"system:serviceaccount:ns:name\"}",
                "{\"sub\":\"system:serviceaccount:ns:name\",\"iat\":5}",
                "{\"sub\":\"system:serviceaccount:ns:name\",\"iat\":5,\"exp\":5}",
                "{\"sub\":\"somebody\",\"iat\":5,\"exp\":9}",
                "[]"
            })
    void tokensThatDoNotExpireOrAreOfAnotherMakeAreNeverDue(String content) {
        String token = content.startsWith("{") || content.startsWith("[")
                ? "e30."
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(content.getBytes(StandardCharsets.UTF_8))
                        + ".x"
                : content;
        List<Held> held = List.of(held("kubeconfig", token));
        assertThat(TokenRenewal.next(held)).isEmpty();
        assertThat(TokenRenewal.due(held, Instant.MAX)).isEmpty();
    }

    private Held held(String dataKey, String token) {
        return new Held(dataKey, sandbox.kubeconfig(token), token);
    }

    private static String tokenIn(String kubeconfig) {
        String after = kubeconfig.substring(kubeconfig.indexOf("token: \"") + 8);
        return after.substring(0, after.indexOf('"'));
    }

    private KubeApi open(String token) {
        Endpoint endpoint = new Endpoint(
                sandbox.url(),
                Optional.of(sandbox.identity().authorityPem()),
                Endpoint.Credentials.BearerToken.fixed(token));
        return KubeApis.connect(endpoint, new JdkClients(), "tests");
    }

    private int code(String token) throws InterruptedException {
        try (KubeApi api = open(token)) {
            api.call(ApiCall.get("/api/v1/secrets"));
            return 200;
        } catch (ApiException e) {
            return e.code();
        }
    }

    private String token(String account) {
        ObjectNode answer = create(
                "/api/v1/namespaces/default/serviceaccounts/" + account + "/token",
                "{\"spec\":{\"expirationSeconds\":" + WEEK.toSeconds() + "}}");
        return answer.at("/status/token").asText();
    }

    private ObjectNode create(String path, String json) {
        LocalReply reply = sandbox.call("POST", path, "application/json", json.getBytes(StandardCharsets.UTF_8));
        ObjectNode answer = CanonicalJson.object(reply.body());
        assertThat(reply.code()).as(answer.toString()).isEqualTo(201);
        return answer;
    }
}
