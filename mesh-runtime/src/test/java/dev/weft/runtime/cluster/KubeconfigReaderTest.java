// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.runtime.kube.Endpoint;
import dev.weft.runtime.kube.Endpoint.Credentials;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubeconfigReaderTest {

    private static final String SECRET = "s3cr3t-t0k3n";

    @Test
    void aServerAndATokenAreEnough() throws Exception {
        Endpoint endpoint = read("server: 'https://c1.example:6443/'", "token: " + SECRET);

        assertThat(endpoint.server()).isEqualTo("https://c1.example:6443");
        assertThat(endpoint.credentials()).isEqualTo(Credentials.BearerToken.fixed(SECRET));
        assertThat(endpoint.authorityPem()).isEmpty();
        assertThat(endpoint.toString()).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "insecure-skip-tls-verify, true",
        "certificate-authority, /etc/passwd",
        "proxy-url, http://evil.example",
        "tls-server-name, other.example",
        "disable-compression, true"
    })
    void whatWouldTrustOrReachSomebodyElseIsRefused(String field, String value) {
        assertThat(refusal("server: 'https://c1.example', " + field + ": '" + value + "'", "token: " + SECRET))
                .contains("clusters[].cluster." + field + " is not allowed", "meshctl cluster register")
                .doesNotContain(value.equals("true") ? SECRET : value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec",
                "auth-provider",
                "tokenFile",
                "client-certificate",
                "client-key",
                "username",
                "password",
                "as",
                "as-groups",
                "as-uid",
                "as-user-extra"
            })
    void whatWouldRunAProgramOrReadAFileOrBeSomebodyElseIsRefused(String field) {
        String value = field.equals("exec") || field.equals("auth-provider") ? "{command: pr1v4te}" : "pr1v4te";

        assertThat(refusal("server: 'https://c1.example'", "token: " + SECRET + ", " + field + ": " + value))
                .contains("users[].user." + field + " is not allowed")
                .doesNotContain("pr1v4te");
    }

    @Test
    void aRefusedFieldThatSaysNothingIsHarmless() throws Exception {
        assertThat(read(
                                "server: 'https://c1.example', insecure-skip-tls-verify: false",
                                "token: " + SECRET + ", exec: null")
                        .server())
                .isEqualTo("https://c1.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://c1.example", "c1.example", "ftp://c1.example", ""})
    void aServerWithoutTlsIsRefused(String server) {
        assertThat(refusal("server: '" + server + "'", "token: " + SECRET)).contains("must begin with https://");
    }

    @Test
    void nobodyIsNoCredential() {
        assertThat(refusal("server: 'https://c1.example'", "")).contains("neither token nor client-certificate-data");
        assertThat(refusal("server: 'https://c1.example'", "client-key-data: " + base64("key")))
                .contains("neither token nor client-certificate-data");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"current-context: other", "current-context: ''", "contexts: []", "clusters: []", "users: []"})
    void aReferenceThatLeadsNowhereIsNamed(String broken) {
        String key = broken.substring(0, broken.indexOf(':'));
        String text = kubeconfig("server: 'https://c1.example'", "token: " + SECRET)
                .replaceAll("(?m)^" + key + ":.*$", broken);

        assertThat(refusalOf(text))
                .containsAnyOf("is not set", "which is not in")
                .contains("meshctl cluster register");
    }

    @Test
    void whatIsNoPemOrNoBase64IsRefusedWithoutRepeatingIt() {
        assertThat(refusal(
                        "server: 'https://c1.example', certificate-authority-data: " + base64("n0tapem"),
                        "token: " + SECRET))
                .doesNotContain("n0tapem");
        assertThat(refusal(
                        "server: 'https://c1.example'",
                        "client-certificate-data: " + base64("n0tapem") + ", client-key-data: " + base64(SECRET)))
                .doesNotContain("n0tapem");
        assertThat(refusal("server: 'https://c1.example', certificate-authority-data: 'QQ=A'", "token: " + SECRET))
                .contains("certificate-authority-data is not base64")
                .doesNotContain("QQ=A");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token: [" + SECRET,
                "{" + SECRET + "}: x",
                SECRET,
                "- " + SECRET,
                "",
                "a: &a [" + SECRET + ", *a, *b]",
                "current-context: {a: " + SECRET + "}"
            })
    void whatIsNoKubeconfigAtAllIsRefusedWithoutRepeatingIt(String text) {
        assertThat(refusalOf(text)).doesNotContain(SECRET);
    }

    private static String kubeconfig(String cluster, String user) {
        return """
                apiVersion: v1
                kind: Config
                current-context: c1
                clusters: [{name: c1, cluster: {%s}}]
                contexts: [{name: c1, context: {cluster: c1, user: c1}}]
                users: [{name: c1, user: {%s}}]
                """.formatted(cluster, user);
    }

    private static Endpoint read(String cluster, String user) throws UnusableKubeconfigException {
        return KubeconfigReader.read("Secret gloo-mesh/c1 data.kubeconfig", kubeconfig(cluster, user));
    }

    private static String refusal(String cluster, String user) {
        return refusalOf(kubeconfig(cluster, user));
    }

    /** Every refusal names the Secret and holds no secret. */
    private static String refusalOf(String text) {
        UnusableKubeconfigException refusal = catchThrowableOfType(
                UnusableKubeconfigException.class,
                () -> KubeconfigReader.read("Secret gloo-mesh/c1 data.kubeconfig", text));
        assertThat(refusal).as("it is refused").isNotNull();
        assertThat(refusal.getMessage())
                .startsWith("Secret gloo-mesh/c1 data.kubeconfig")
                .doesNotContain(SECRET, base64(SECRET));
        return refusal.getMessage();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
