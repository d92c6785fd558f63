// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class VersionCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsTheVersionOfTheBuildAsText() {
        assertThat(run("version")).isZero();
        assertThat(out.toString()).matches("meshctl \\d+\\.\\d+\\.\\d+\\S* \\(Java \\d+.*\\)\\R");
    }

    @Test
    void printsTheVersionAsJson() {
        assertThat(run("version", "-o", "json")).isZero();
        assertThat(out.toString()).matches("\\{\"version\": \"\\d+\\.\\d+\\.\\d+\\S*\", \"java\": \"\\d+.*\"}\\R");
    }

    @Test
    void answersAnUnknownFormatWithUsageAndExitCode2() {
        assertThat(run("version", "-o", "xml")).isEqualTo(2);
        assertThat(err.toString()).contains("xml").contains("Usage: meshctl version");
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
