// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class VersionCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsTheVersionOfTheBuildAsText() {
        assertThat(run("version", "--client")).isZero();
        assertThat(out.toString()).matches("meshctl \\d+\\.\\d+\\.\\d+\\S* \\(Java \\d+.*\\)\\R");
    }

    @Test
    void printsTheVersionAsJson() {
        assertThat(run("version", "--client", "-o", "json")).isZero();
        assertThat(out.toString().replaceAll("\\s+", ""))
                .matches(
                        "\\{\"client\":\\{\"version\":\"\\d+\\.\\d+\\.\\d+\\S*\",\"java\":\"\\d+.*\"},\"server\":null}");
    }

    @Test
    void answersAnUnknownFormatWithUsageAndExitCode2() {
        assertThat(run("version", "-o", "xml")).isEqualTo(2);
        assertThat(err.toString()).contains("xml").contains("Usage: meshctl version");
    }

    @Test
    void printsTheVersionAsYaml() {
        assertThat(run("version", "--client", "-o", "yaml")).isZero();
        assertThat(out.toString()).startsWith("client:\n  java: ").endsWith("server: null\n");
    }

    @Test
    void aKubeconfigThatWasNamedAndCannotBeUsedIsAnError() {
        assertThat(run("version", "--kubeconfig", "does/not/exist")).isEqualTo(2);
        assertThat(err.toString()).contains("does/not/exist");
    }

    @Test
    @Timeout(60)
    void aServerThatSaysNothingIsNotWaitedFor(@TempDir Path folder) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path file = folder.resolve("kubeconfig");
            Files.writeString(file, """
                    {apiVersion: v1, kind: Config, current-context: c, contexts: [{name: c, context: {cluster: c, user: u}}],
                     clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d"}}], users: [{name: u, user: {token: t}}]}""".formatted(silent.getLocalPort()));
            assertThat(run("version", "--kubeconfig", file.toString())).isZero();
        }
        assertThat(out.toString()).startsWith("meshctl ").hasLineCount(1);
        assertThat(err.toString()).startsWith("The version on the management cluster is not known: ");
    }

    @Test
    void answersAMissingCommandWithHelp() {
        assertThat(run()).isZero();
        assertThat(out.toString())
                .contains("Usage: meshctl")
                .contains("render")
                .contains("describe")
                .contains("version");
    }

    @Test
    void answersAnUnknownCommandWithUsageAndExitCode2() {
        assertThat(run("rendre")).isEqualTo(2);
        assertThat(err.toString()).contains("rendre");
    }

    private int run(String... args) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }
}
