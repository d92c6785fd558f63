// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.runtime.kube.Endpoint;
import dev.weft.sandbox.auth.Identity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KubeconfigReaderTest {

    private static final String AUTHORITY = Base64.getEncoder()
            .encodeToString(Identity.fresh(Instant.EPOCH).authorityPem().getBytes(StandardCharsets.US_ASCII));

    private static final String GOOD = """
            apiVersion: v1
            kind: Config
            current-context: east
            clusters:
            - name: east
              cluster:
                server: https://10.0.0.1:6443/
                certificate-authority-data: %s
            contexts:
            - name: east
              context: {cluster: east, user: east, namespace: mesh}
            users:
            - name: east
              user:
                token: s3cret-t0ken
            """.formatted(AUTHORITY);

    @Test
    void aServerItsAuthorityAndATokenAreRead() throws Exception {
        Endpoint read = KubeconfigReader.read("Secret mesh/east", GOOD);
        assertThat(read.server()).isEqualTo("https://10.0.0.1:6443");
        assertThat(read.authorityPem()).isPresent();
        assertThat(read.toString()).doesNotContain("s3cret");
        assertThat(read).isEqualTo(KubeconfigReader.read("Secret mesh/east", GOOD + "preferences: {}\n"));
        assertThat(read).isNotEqualTo(KubeconfigReader.read("Secret mesh/east", GOOD.replace("s3cret-t0ken", "other")));
    }

    @Test
    void theOnlyContextNeedsNoPointerAndSeveralDo() throws Exception {
        String without = GOOD.replace("current-context: east\n", "");
        assertThat(KubeconfigReader.read("Secret mesh/east", without))
                .isEqualTo(KubeconfigReader.read("Secret mesh/east", GOOD));
        String two =
                without.replace("contexts:\n", "contexts:\n- {name: west, context: {cluster: east, user: east}}\n");
        assertRefused(two, "current-context: is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exec: {command: /bin/sh} | exec | never run",
                "auth-provider: {name: gcp} | auth-provider | never run",
                "tokenFile: /var/run/token | tokenFile | never read",
                "client-certificate: /etc/c.pem | client-certificate | never read",
                "client-key: /etc/k.pem | client-key | never read",
                "password: hunter2 | password | store a token",
                "as: admin | as | impersonation"
            })
    void whatAUserMustNotSayIsRefusedWithARemedy(String line, String field, String reason) {
        assertRefused(
                GOOD.replace("    token:", "    " + line + "\n    token:"), "users[0].user." + field + ": ", reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "certificate-authority: /etc/ca.pem | certificate-authority | never read",
                "insecure-skip-tls-verify: true | insecure-skip-tls-verify | could be anybody",
                "proxy-url: http://proxy:3128 | proxy-url | reached directly",
                "tls-server-name: other | tls-server-name | valid for the address"
            })
    void whatAClusterMustNotSayIsRefusedWithARemedy(String line, String field, String reason) {
        String yaml = GOOD.replace("    server:", "    " + line + "\n    server:");
        assertRefused(yaml, "clusters[0].cluster." + field + ": ", reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.1",
                "ftp://10.0.0.1",
                "10.0.0.1:6443",
                "https://",
                "https://a:b@10.0.0.1",
                "https://h/?x=1",
                "https://h h",
                ""
            })
    void aServerMustBeAnHttpsAddress(String server) {
        assertRefused(
                GOOD.replace("https://10.0.0.1:6443/", "'" + server + "'"), "clusters[0].cluster.server: ", "https");
    }

    @Test
    void whatDoesNotFitTogetherIsRefused() {
        assertRefused(GOOD.replace("{cluster: east", "{cluster: west"), "contexts[0].context.cluster: names no entry");
        assertRefused(GOOD.replace("user: east,", "user: west,"), "contexts[0].context.user: names no entry");
        assertRefused(
                GOOD.replace("current-context: east", "current-context: west"), "current-context: names no entry");
        assertRefused(
                GOOD.replace("users:\n", "users:\n- {name: east, user: {token: a}}\n"), "users[1].name: stands twice");
        assertRefused(GOOD.replace("kind: Config", "kind: Secret"), "kind: must be Config");
        assertRefused(GOOD.replace("    token: s3cret-t0ken", "    {}"), "users[0].user.token: is missing");
        assertRefused(
                GOOD.replace("token: s3cret-t0ken", "client-certificate-data: " + AUTHORITY),
                "users[0].user.client-key-data: is missing");
        assertRefused(GOOD.replace("token: s3cret-t0ken", "token: 'a b'"), "users[0].user.token: holds characters");
        assertRefused(GOOD.replace(AUTHORITY, "AAAA"), "clusters[0].cluster.certificate-authority-data: holds no");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "text", "a: [", "a: 1\na: 2\n", "a: *b\n"})
    void whatIsNoKubeconfigIsRefused(String yaml) {
        assertThatThrownBy(() -> KubeconfigReader.read("Secret mesh/east", yaml))
                .isInstanceOf(UnusableKubeconfigException.class);
    }

    @Test
    void aliasesWithoutEndAreRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
        }
        assertRefused(bomb.toString(), "aliases without end");
    }

    private static void assertRefused(String yaml, String... parts) {
        assertThatThrownBy(() -> KubeconfigReader.read("Secret mesh/east", yaml))
                .isInstanceOf(UnusableKubeconfigException.class)
                .hasMessageStartingWith("Secret mesh/east: ")
                .hasMessageContainingAll(parts)
                .hasMessageNotContainingAny("s3cret", "hunter2");
    }
}
