// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.sandbox.Sandbox;
import dev.weft.sandbox.SandboxOptions;
import dev.weft.sandbox.auth.Certificates;
import dev.weft.sandbox.auth.Identity;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Client certificates need the key of the CA, so these tests are for a Sandbox only. */
class CertificateTest {

    @Test
    void aClientCertificateSaysWhoCalls() throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.named("certificates"))) {
            Identity identity = sandbox.identity();
            KeyPair key = Certificates.keyPair();
            X509Certificate admin = Certificates.client(
                    identity, key.getPublic(), "root", List.of("system:masters"), Instant.now(), Duration.ofHours(1));
            Api api = Api.of(sandbox.url(), identity.authorityPem(), key.getPrivate(), admin);
            assertThat(api.get("/api/v1/namespaces").code()).isEqualTo(200);
            X509Certificate jane = Certificates.client(
                    identity, key.getPublic(), "jane", List.of("devs"), Instant.now(), Duration.ofHours(1));
            Reply who = Api.of(sandbox.url(), identity.authorityPem(), key.getPrivate(), jane)
                    .post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");
            assertThat(who.at("status.userInfo.username")).isEqualTo("jane");
            assertThat(who.node("status.userInfo.groups").toString()).contains("devs", "system:authenticated");
        }
    }

    @Test
    void anExpiredTokenIsUnauthorized() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.named("expiry").withClock(now::get))) {
            String pem = sandbox.identity().authorityPem();
            Api admin = Api.of(sandbox.url(), pem, sandbox.identity().adminToken());
            String accounts = "/api/v1/namespaces/default/serviceaccounts";
            admin.post(accounts, "{\"metadata\":{\"name\":\"robot\"}}");
            String token = admin.post(accounts + "/robot/token", "{\"spec\":{\"expirationSeconds\":600}}")
                    .at("status.token");
            assertThat(Api.of(sandbox.url(), pem, token).get("/version").code()).isEqualTo(200);
            now.set(now.get().plusSeconds(601));
            assertThat(Api.of(sandbox.url(), pem, token).get("/version").code()).isEqualTo(401);
        }
    }

    @Test
    void acceptedTokensCountAtOnce() throws Exception {
        try (Sandbox sandbox = Sandbox.start(SandboxOptions.named("tokens"))) {
            sandbox.acceptToken("secret", "jane", List.of("system:masters"));
            Api api = Api.of(sandbox.url(), sandbox.identity().authorityPem(), "secret");
            assertThat(api.get("/api/v1/namespaces").code()).isEqualTo(200);
        }
    }
}
