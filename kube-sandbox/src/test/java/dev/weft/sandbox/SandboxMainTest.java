// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxMainTest {
    private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir
    private Path folder;

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.add(SandboxMain.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }

    private static Path kubeconfig(Process process) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        assertThat(line).startsWith("KUBECONFIG=");
        return Path.of(line.substring("KUBECONFIG=".length()));
    }

    private record Access(String url, String token, HttpClient client) {
        static Access of(Path kubeconfig) throws Exception {
            String text = Files.readString(kubeconfig);
            byte[] authority = Base64.getDecoder().decode(find(text, "certificate-authority-data: (\\S+)"));
            KeyStore roots = KeyStore.getInstance("PKCS12");
            roots.load(null, null);
            roots.setCertificateEntry(
                    "ca",
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(authority)));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(roots);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return new Access(
                    find(text, "server: (\\S+)"),
                    find(text, "token: \"(\\S+)\""),
                    HttpClient.newBuilder().sslContext(context).build());
        }

        private static String find(String text, String pattern) {
            Matcher matcher = Pattern.compile(pattern).matcher(text);
            assertThat(matcher.find()).isTrue();
            return matcher.group(1);
        }

        HttpResponse<String> send(String method, String uri, String body) throws Exception {
            return client.send(
                    HttpRequest.newBuilder(URI.create(url + uri))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void anAnsweredWriteSurvivesKillNine() throws Exception {
        String data = folder.resolve("data").toString();
        Process first = start("--data", data, "--name", "one");
        Access access = Access.of(kubeconfig(first));
        int answered = 0;
        for (int i = 0; i < 50; i++) {
            answered += access.send("POST", CONFIG_MAPS, "{\"metadata\":{\"name\":\"c" + i + "\"}}")
                                    .statusCode()
                            == 201
                    ? 1
                    : 0;
        }
        first.destroyForcibly().waitFor();
        Process second = start("--data", data);
        Access again = Access.of(kubeconfig(second));
        assertThat(again.token()).isEqualTo(access.token());
        String list = again.send("GET", CONFIG_MAPS, "").body();
        assertThat(Pattern.compile("\"name\":\"c\\d+\"").matcher(list).results().count())
                .isEqualTo(answered);
        second.destroy();
        assertThat(second.waitFor()).isZero();
    }

    @Test
    void callsAreAuditedAndFilesArePrivate() throws Exception {
        Path audit = folder.resolve("audit.jsonl");
        Process process = start("--audit", audit.toString());
        Path kubeconfig = kubeconfig(process);
        for (Path file : List.of(audit, kubeconfig)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        Access access = Access.of(kubeconfig);
        assertThat(access.send("GET", "/readyz", "").body()).isEqualTo("ok");
        access.send("GET", CONFIG_MAPS + "/nope", "");
        process.destroy();
        assertThat(process.waitFor()).isZero();
        List<String> lines = Files.readAllLines(audit);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1))
                .startsWith("{\"user\":\"kubernetes-admin\",\"verb\":\"get\",\"path\":\"" + CONFIG_MAPS
                        + "/nope\",\"code\":404,\"ms\":");
    }

    @Test
    void wrongUsageEndsWithTwo() throws Exception {
        for (String[] arguments :
                new String[][] {{"--bind", "0.0.0.0"}, {"--port"}, {"--port", "x"}, {"--load", "/no/such"}}) {
            Process process = start(arguments);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(2);
            assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("usage: kube-sandbox");
        }
    }
}
