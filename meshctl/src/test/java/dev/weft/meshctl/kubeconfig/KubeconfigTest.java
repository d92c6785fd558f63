// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.runtime.kube.Endpoint.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {

    @TempDir
    private Path folder;

    @Test
    void theFirstFileThatSetsSomethingWinsAndMissingFilesArePassedOver() throws Exception {
        Path one = file("one", """
                current-context: b
                contexts:
                - {name: a, context: {cluster: a, user: a}}
                users:
                - {name: a, user: {token: first}}
                """);
        Path two = file("two", """
                current-context: a
                clusters:
                - {name: a, cluster: {server: "https://a:6443/"}}
                contexts:
                - {name: b, context: {cluster: a, user: a, namespace: shop}}
                users:
                - {name: a, user: {token: second}}
                """);
        Kubeconfig merged = Kubeconfig.read(
                Optional.empty(), Map.of("KUBECONFIG", one + ":" + folder.resolve("absent") + "::" + two));
        assertThat(merged.contexts()).containsExactly("a", "b");
        UserAccess access = merged.access(Optional.empty());
        assertThat(access.context()).isEqualTo("b");
        assertThat(access.namespace()).isEqualTo("shop");
        assertThat(access.endpoint().server()).isEqualTo("https://a:6443");
        assertThat(token(access)).isEqualTo("first");
    }

    @Test
    void theFileInTheHomeFolderIsTheDefault() throws Exception {
        Files.createDirectories(folder.resolve(".kube"));
        Files.writeString(folder.resolve(".kube/config"), withUser("{token: home}"));
        assertThat(token(Kubeconfig.read(Optional.empty(), Map.of("HOME", folder.toString()))
                        .access(Optional.empty())))
                .isEqualTo("home");
    }

    @Test
    void withoutAnyFileTheErrorNamesTheFileAndTheOption() {
        assertThatThrownBy(() -> Kubeconfig.read(Optional.empty(), Map.of("HOME", folder.toString())))
                .hasMessageContaining(folder.resolve(".kube/config").toString())
                .hasMessageContaining("--kubeconfig");
        assertThatThrownBy(() -> Kubeconfig.read(Optional.of(folder.resolve("absent")), Map.of()))
                .hasMessageContaining("absent does not exist");
    }

    @Test
    void aContextThatDoesNotExistIsAnsweredWithThoseThatDo() throws Exception {
        Kubeconfig kubeconfig = Kubeconfig.read(Optional.of(file("k", withUser("{token: t}"))), Map.of());
        assertThatThrownBy(() -> kubeconfig.access(Optional.of("prod")))
                .hasMessageContaining("there is no context 'prod'; there are c;")
                .hasMessageContaining("--kubecontext");
    }

    @Test
    void pathsAreRelativeToTheFileThatNamesThem() throws Exception {
        Files.writeString(folder.resolve("token"), "from-file\n");
        assertThat(token(user("{tokenFile: token}"))).isEqualTo("from-file");
        assertThatThrownBy(() -> user("{tokenFile: absent}"))
                .hasMessageContaining("user 'u'")
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aPluginIsRunFromTheFolderOfTheFileAndTheTokenIsAskedForAgainWhenItExpires() throws Exception {
        Path plugin = script("""
                echo x >>"$(dirname "$0")/runs"
                echo '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential",
                       "status": {"token": "'$1-$WHO'", "expirationTimestamp": "2020-01-01T00:00:00Z"}}'
                """);
        UserAccess access = user("""
                {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, args: [hello],
                        env: [{name: WHO, value: me}]}}""");
        assertThat(token(access)).isEqualTo("hello-me");
        assertThat(Files.readAllLines(plugin.resolveSibling("runs"))).hasSize(2);
    }

    @Test
    void aPluginThatFailsIsNamedWithItsHint() throws Exception {
        script("exit 7");
        assertThatThrownBy(() -> user("""
                {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin, installHint: "get it there"}}""")).hasMessageContaining("exit code 7").hasMessageContaining("get it there");
        assertThatThrownBy(() -> user("""
                {exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin-anywhere}}""")).hasMessageContaining("cannot be run");
        script("echo '{}'");
        assertThatThrownBy(() -> user("{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin}}"))
                .hasMessageContaining("has printed no ExecCredential");
        assertThatThrownBy(() -> user("{exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}}"))
                .hasMessageContaining("exec.apiVersion");
    }

    @Test
    void whatWouldChangeWhoAsksOrWhomIsRefused() {
        for (String user :
                new String[] {"{auth-provider: {name: gcp}}", "{username: a, password: b}", "{token: t, as: admin}"}) {
            assertThatThrownBy(() -> user(user)).hasMessageContaining("is not supported");
        }
        assertThatThrownBy(() -> cluster("{server: 'https://a', insecure-skip-tls-verify: true}"))
                .hasMessageContaining("certificate-authority-data");
        assertThatThrownBy(() -> cluster("{server: 'https://a', proxy-url: 'http://p'}"))
                .hasMessageContaining("proxy-url");
        assertThatThrownBy(() -> cluster("{server: 'http://10.0.0.1'}")).hasMessageContaining("must be https");
    }

    @Test
    void plainHttpIsFineOnThisMachineAndFalseIsNotTrue() throws Exception {
        assertThat(cluster("{server: 'http://127.0.0.1:8001', insecure-skip-tls-verify: false}")
                        .endpoint()
                        .server())
                .isEqualTo("http://127.0.0.1:8001");
    }

    @Test
    void errorsHoldNoSecret() {
        assertThatThrownBy(() -> user("{token: very-secret, client-certificate-data: '%%%', client-key-data: xx}"))
                .hasMessageNotContaining("very-secret");
    }

    private Path script(String body) throws IOException {
        Path plugin = Files.writeString(folder.resolve("plugin"), "#!/bin/sh\n" + body);
        assertThat(plugin.toFile().setExecutable(true)).isTrue();
        return plugin;
    }

    private UserAccess user(String user) throws Exception {
        return Kubeconfig.read(Optional.of(file("k", withUser(user))), Map.of()).access(Optional.empty());
    }

    private UserAccess cluster(String cluster) throws Exception {
        String text =
                "clusters: [{name: c, cluster: %s}]\ncontexts: [{name: c, context: {cluster: c}}]\ncurrent-context: c\n"
                        .formatted(cluster);
        return Kubeconfig.read(Optional.of(file("k", text)), Map.of()).access(Optional.empty());
    }

    private static String withUser(String user) {
        return """
                current-context: c
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:6443"}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                users: [{name: u, user: %s}]
                """.formatted(user);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String token(UserAccess access) {
        return access.endpoint().credentials() instanceof Credentials.BearerToken bearer
                ? bearer.token().get()
                : access.endpoint().credentials().toString();
    }
}
