// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.kube.ApiCall;
import dev.weft.runtime.kube.ApiException;
import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.JdkClients;
import dev.weft.runtime.kube.KubeApi;
import dev.weft.runtime.kube.KubeApis;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.step.Credentials;
import dev.weft.runtime.step.Credentials.Standing;
import dev.weft.sandbox.LocalReply;
import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registered cluster and a management cluster whose clock is moved by hand. */
final class TokenRenewerTest {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final String SECRET = "/api/v1/namespaces/default/secrets/east";
    private static final String ROLE = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/renewal";

    private final Instant start = Instant.ofEpochSecond(Instant.now().getEpochSecond());
    private final AtomicReference<Instant> now = new AtomicReference<>(start);
    private final List<Credentials> told = new ArrayList<>();
    private boolean leads = true;
    private Sandbox east;
    private Sandbox management;
    private KubeApi administrator;
    private KubeApi writer;
    private TokenRenewer renewer;

    @BeforeEach
    void register() throws IOException {
        east = Sandbox.start(SandboxOptions.named("east").withClock(now::get));
        management = Sandbox.start(SandboxOptions.named("mgmt").withClock(now::get));
        for (String name : List.of("east", "east-reader")) {
            create(east, "/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"" + name + "\"}}");
        }
        grant("east", "east-reader");
        create(east, "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", """
                {"metadata":{"name":"renewal"},
                 "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"renewal"},
                 "subjects":[{"kind":"ServiceAccount","name":"east","namespace":"default"}]}""");
        String token = token("east");
        store(east.kubeconfig(token), east.kubeconfig(token("east-reader")));
        writer = connect(east, token);
        administrator = connect(management, management.identity().adminToken());
        renewer = new TokenRenewer(
                "east",
                Optional.of(
                        new TokenRenewer.Renewal(administrator, () -> Optional.of(writer), () -> leads, "networking")),
                told::add,
                now::get);
    }

    @AfterEach
    void end() {
        writer.close();
        administrator.close();
        east.close();
        management.close();
    }

    @Test
    void nothingHappensInTheFirstHalfOfATokensLife() throws Exception {
        String before = version();

        step();

        assertThat(version()).isEqualTo(before);
        assertThat(last().standing()).isEqualTo(Standing.CURRENT);
        assertThat(last().message())
                .contains(
                        start.plus(WEEK).toString(),
                        start.plus(WEEK.dividedBy(2)).toString());
        assertThat(renewer.expires()).contains(start.plus(WEEK));
    }

    @Test
    void bothTokensAreRenewedAtHalfOfTheirLifeAndNothingElseOfTheSecretChanges() throws Exception {
        patch(management, SECRET, "{\"metadata\":{\"labels\":{\"theirs\":\"stays\"}},\"data\":{\"other\":\"eA==\"}}");
        String reader = data("kubeconfig.reader");
        pass(Duration.ofDays(4));

        step();

        ObjectNode secret = secret();
        assertThat(secret.at("/metadata/labels/theirs").asText()).isEqualTo("stays");
        assertThat(secret.at("/data/other").asText()).isEqualTo("eA==");
        assertThat(data("kubeconfig.reader")).isNotEqualTo(reader);
        pass(Duration.ofDays(6));
        // The first ones have ended by now.
        for (TokenRenewal.Held held : TokenRenewal.held(raw(secret()), false)) {
            assertThat(code(held.token())).as(held.dataKey()).isEqualTo(403);
        }
    }

    @Test
    void aRenewedTokenIsNotRenewedAgainBeforeItsOwnHalfLife() throws Exception {
        pass(Duration.ofDays(4));
        step();
        String renewed = version();

        renewer.step();

        assertThat(version()).isEqualTo(renewed);
        assertThat(last().standing()).isEqualTo(Standing.CURRENT);
    }

    @Test
    void aProcessThatDoesNotLeadRenewsNothing() throws Exception {
        leads = false;
        String before = version();
        pass(Duration.ofDays(4));

        Duration wait = step();

        assertThat(version()).isEqualTo(before);
        assertThat(wait).as("until it looks again").isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void whatSomebodyElseWroteMeanwhileIsNotOverwritten() throws Exception {
        pass(Duration.ofDays(4));
        renewer.follow(raw(secret()));
        patch(management, SECRET, "{\"metadata\":{\"labels\":{\"theirs\":\"new\"}}}");
        String theirs = version();

        renewer.step();

        assertThat(version()).isEqualTo(theirs);
        pass(Duration.ofSeconds(2));
        step();
        assertThat(version()).isNotEqualTo(theirs);
        assertThat(last().standing()).isEqualTo(Standing.CURRENT);
    }

    @Test
    void aMissingRightIsNamedAndTriedAgainAfterAPauseAndNotBefore() throws Exception {
        grant("somebody-else");
        pass(Duration.ofDays(4));

        Duration pause = step();

        assertThat(last().standing()).isEqualTo(Standing.NOT_RENEWED);
        assertThat(last().message())
                .contains("ServiceAccount default/east", "may not create tokens", "meshctl cluster register east");
        grant("east", "east-reader");
        int asked = tokenRequests();
        renewer.step();
        assertThat(tokenRequests()).isEqualTo(asked);
        pass(pause);
        renewer.step();
        assertThat(last().standing()).isEqualTo(Standing.CURRENT);
    }

    @Test
    void aTokenWithLessThanADayLeftIsSaidToExpire() throws Exception {
        grant("somebody-else");
        pass(WEEK.minusDays(1));

        step();

        assertThat(last().standing()).isEqualTo(Standing.EXPIRING);
        assertThat(last().message()).contains(start.plus(WEEK).toString(), "meshctl cluster register east");
    }

    @Test
    void anExpiredTokenIsNamedAsExpired() throws Exception {
        pass(WEEK);

        step();

        assertThat(last().standing()).isEqualTo(Standing.EXPIRED);
        assertThat(last().message())
                .contains(
                        "the token of ServiceAccount default/east expired at " + start.plus(WEEK),
                        "401",
                        "meshctl cluster register east")
                .doesNotContain("eyJ");
    }

    @Test
    void aTokenThatWasRevokedIsNotCalledExpired() throws Exception {
        step();
        renewer.accepted(false);
        renewer.step();
        assertThat(last().standing()).isEqualTo(Standing.REFUSED);

        store(east.kubeconfig(token("east")), east.kubeconfig(token("east-reader")));
        step();

        assertThat(last().standing()).isEqualTo(Standing.CURRENT);
    }

    @Test
    void credentialsThatDoNotExpireAreLeftAlone() throws Exception {
        store(east.kubeconfig(), east.kubeconfig());
        String before = version();
        pass(Duration.ofDays(400));

        step();

        assertThat(last().standing()).isEqualTo(Standing.LASTING);
        assertThat(version()).isEqualTo(before);
        assertThat(renewer.expires()).isEmpty();
    }

    @Test
    void whoOnlyReadsLooksAtItsOwnTokenAndRenewsNothing() throws Exception {
        TokenRenewer reader = new TokenRenewer("east", Optional.empty(), told::add, now::get);
        store(east.kubeconfig(), east.kubeconfig(token("east-reader")));
        pass(Duration.ofDays(8));
        reader.follow(raw(secret()));

        reader.step();

        assertThat(last().standing()).isEqualTo(Standing.EXPIRED);
        assertThat(last().message()).contains("default/east-reader");
    }

    private Duration step() throws InterruptedException {
        renewer.follow(raw(secret()));
        return renewer.step();
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private Credentials last() {
        return told.getLast();
    }

    private int tokenRequests() {
        return (int) east.transcript().entries().stream()
                .filter(entry -> entry.path().endsWith("/token"))
                .count();
    }

    private void grant(String... accounts) {
        String names = "\"" + String.join("\",\"", accounts) + "\"";
        String role = """
                {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"renewal"},
                 "rules":[{"apiGroups":[""],"resources":["serviceaccounts/token"],"resourceNames":[%s],"verbs":["create"]}]}""".formatted(names);
        call(east, "PATCH", ROLE + "?fieldManager=test&force=true", "application/apply-patch+yaml", role);
    }

    private void store(String writerConfig, String readerConfig) {
        ObjectNode secret = JsonNodeFactory.instance.objectNode();
        secret.put("apiVersion", "v1").put("kind", "Secret").put("type", "solo.io/kubeconfig");
        secret.putObject("metadata").put("name", "east");
        secret.putObject("data").put("kubeconfig", base64(writerConfig)).put("kubeconfig.reader", base64(readerConfig));
        call(
                management,
                "PATCH",
                SECRET + "?fieldManager=test&force=true",
                "application/apply-patch+yaml",
                secret.toString());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode secret() {
        return call(management, "GET", SECRET, "", "");
    }

    private String version() {
        return secret().at("/metadata/resourceVersion").asText();
    }

    private String data(String key) {
        return secret().path("data").path(key).asText();
    }

    private static RawObject raw(ObjectNode secret) {
        return new RawObject(
                new ObjectId(ObjectId.MANAGEMENT, Registration.SECRET, "default", "east"), "v1", secret, "test");
    }

    private static KubeApi connect(Sandbox server, String token) {
        Endpoint endpoint = new Endpoint(
                server.url(),
                Optional.of(server.identity().authorityPem()),
                Endpoint.Credentials.BearerToken.fixed(token));
        return KubeApis.connect(endpoint, new JdkClients(), "tests");
    }

    private int code(String token) throws InterruptedException {
        try (KubeApi api = connect(east, token)) {
            api.call(ApiCall.get("/api/v1/secrets"));
            return 200;
        } catch (ApiException e) {
            return e.code();
        }
    }

    private String token(String account) {
        return create(
                        east,
                        "/api/v1/namespaces/default/serviceaccounts/" + account + "/token",
                        "{\"spec\":{\"expirationSeconds\":" + WEEK.toSeconds() + "}}")
                .at("/status/token")
                .asText();
    }

    private static void patch(Sandbox server, String path, String json) {
        call(server, "PATCH", path, "application/merge-patch+json", json);
    }

    private static ObjectNode create(Sandbox server, String path, String json) {
        return call(server, "POST", path, "application/json", json);
    }

    private static ObjectNode call(Sandbox server, String method, String path, String type, String body) {
        LocalReply reply = server.call(method, path, type, body.getBytes(StandardCharsets.UTF_8));
        ObjectNode answer = CanonicalJson.object(reply.body());
        assertThat(reply.code()).as(answer.toString()).isLessThan(300);
        return answer;
    }
}
