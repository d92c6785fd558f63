// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerTest {
    private static final String KUBECONFIG = """
            apiVersion: v1
            kind: Config
            current-context: one
            contexts: [{name: one, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1", certificate-authority-data: QQ==}}]
            users: [{name: u, user: %s}]
            """;

    @Test
    void takesServerAuthorityAndTokenOfAKubeconfigAndNothingElse() {
        Config config = Server.of(KUBECONFIG.formatted("{token: secret}"));
        assertThat(config.getMasterUrl()).isEqualTo("https://127.0.0.1:1/");
        assertThat(config.getCaCertData()).isEqualTo("QQ==");
        assertThat(config.getOauthTokenProvider().getToken()).isEqualTo("secret");
        assertThat(config.getRequestRetryBackoffLimit()).isZero();
    }

    @Test
    void runsNoProgramForCredentials() {
        assertThatThrownBy(() -> Server.of(KUBECONFIG.formatted("{exec: {apiVersion: a/v1, command: touch}}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("runs a program");
    }

    @Test
    void whatIsNoKubeconfigIsRefusedWithoutRepeatingIt() {
        for (String text : new String[] {
            "[secret", "secret", "{}", KUBECONFIG.formatted("{}").replace("name: u", "name: v")
        }) {
            assertThatThrownBy(() -> Server.of(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("--kubeconfig: ")
                    .hasMessageNotContaining("secret")
                    .hasNoCause();
        }
    }

    @Test
    void outsideOfAPodThereIsNoDefault() {
        assertThatThrownBy(() -> Server.ofPod(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--kubeconfig");
    }
}
