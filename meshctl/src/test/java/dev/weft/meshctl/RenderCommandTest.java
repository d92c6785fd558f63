// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static dev.weft.meshctl.GoodWorld.policy;
import static dev.weft.meshctl.GoodWorld.world;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weft.testkit.Outcome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;

/** Flags, exit codes and the handling of folders of {@code meshctl render}. */
class RenderCommandTest {

    @TempDir
    Path temp;

    private Path snapshot;
    private Path out;
    private final StringWriter printed = new StringWriter();
    private final StringWriter complained = new StringWriter();

    @BeforeEach
    void snapshot() throws IOException {
        snapshot = temp.resolve("snapshot");
        out = temp.resolve("out");
        Files.createDirectories(snapshot.resolve("mgmt"));
        Files.createDirectories(snapshot.resolve("clusters/east"));
    }

    private int render(String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("--snapshot", snapshot.toString(), "--output", out.toString()));
        arguments.addAll(List.of(more));
        return InProcess.render(arguments, new PrintWriter(printed, true), new PrintWriter(complained, true));
    }

    private List<String> content() throws IOException {
        try (Stream<Path> files = Files.walk(temp)) {
            return files.filter(path -> !path.startsWith(snapshot) && !path.equals(temp))
                    .map(path -> temp.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void exits0WhenAllIsAcceptedEvenWithWarnings() {
        Outcome outcome = world().mgmt(policy("p", "zzz: 1\nretries: {attempts: 1}", "ratings"))
                .render();
        assertThat(outcome.findings("UnknownField")).isNotEmpty();
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void exits3WhenAnInputIsInvalidOrDoesNotDecode() {
        assertThat(world().mgmt(policy("p", "requestTimeout: soon", "ratings"))
                        .render()
                        .exitCode())
                .isEqualTo(3);
        assertThat(world().mgmt(policy("p", "requestTimeout: 5", "ratings"))
                        .render()
                        .exitCode())
                .isEqualTo(3);
    }

    @Test
    void exits2WithPathLineAndColumnForAFolderThatCannotBeUsedAndWritesNothing() throws IOException {
        Files.writeString(snapshot.resolve("mgmt/a.yaml"), "a:\n  - b\n c: d\n");
        assertThat(render()).isEqualTo(2);
        assertThat(complained.toString())
                .startsWith("mgmt/a.yaml:3:2: not YAML: ")
                .hasLineCount(1);
        assertThat(printed.toString()).isEmpty();
        assertThat(content()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--now,tomorrow",
        "--now,2026-01-31",
        "--now,2026-13-01T00:00:00Z",
        "--now,''",
        "--now,+12345-01-01T00:00:00Z",
        "--settings,name",
        "--settings,a/b/c",
        "--settings,/b",
        "--settings,a/",
        "--settings,A/b",
        "--namespace,Gloo",
        "--namespace,../x",
        "--namespace,''",
        "-o,yaml",
        "--format,''",
    })
    void exits2ForAFlagThatCannotBeUsedAndWritesNothing(String flag, String value) throws IOException {
        assertThat(render(flag, value)).isEqualTo(2);
        assertThat(complained.toString()).contains(value).contains(flag);
        assertThat(content()).isEmpty();
    }

    @Test
    void exits2WithoutItsTwoFoldersAndForUnknownFlags() {
        assertThat(InProcess.render(List.of(), new PrintWriter(printed), new PrintWriter(complained, true)))
                .isEqualTo(2);
        assertThat(complained.toString()).contains("--snapshot");
        assertThat(render("--nonsense")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00:00Z,2026-01-31T12:00:00Z",
        "2026-01-31T13:00:00+01:00,2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.5Z,2026-01-31T12:00:00.5Z"
    })
    void nowIsTheTimeOfConditionsInUtc(String now, String expected) {
        Outcome outcome = world().flags("--now", now).render();
        assertThat(outcome.condition("TrafficPolicy", "gloo-mesh", "good", "Accepted")
                        .path("lastTransitionTime")
                        .asText())
                .isEqualTo(expected);
    }

    @Test
    void aFolderThatIsNotEmptyNeedsForce() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("mine.txt"), "precious");
        assertThat(render()).isEqualTo(2);
        assertThat(complained.toString()).isEqualToIgnoringNewLines(out + ": is not empty; --force empties it");
        assertThat(out.resolve("mine.txt")).hasContent("precious");
        assertThat(render("--force")).isZero();
        assertThat(content()).contains("out/findings.json").doesNotContain("out/mine.txt");
    }

    @Test
    void forceEmptiesNothingWhenTheSnapshotCannotBeUsed() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("mine.txt"), "precious");
        Files.writeString(snapshot.resolve("mgmt/a.yaml"), "{");
        assertThat(render("--force")).isEqualTo(2);
        assertThat(content()).containsExactly("out", "out/mine.txt");
    }

    @Test
    void neitherFolderMayLieInTheOther() throws IOException {
        out = snapshot.resolve("clusters/out");
        assertThat(render("--force")).isEqualTo(2);
        out = temp;
        assertThat(render("--force")).isEqualTo(2);
        out = snapshot;
        assertThat(render("--force")).isEqualTo(2);
        assertThat(snapshot.resolve("clusters/east")).isDirectory();
        assertThat(content()).isEmpty();
    }

    @Test
    void anEmptySnapshotRendersToNothingButTheTwoLists() throws IOException {
        assertThat(render()).isZero();
        assertThat(content()).containsExactly("out", "out/deletes.txt", "out/findings.json");
        assertThat(out.resolve("deletes.txt")).isEmptyFile();
    }

    @Test
    void printsASummaryForProgramsWithJson() throws Exception {
        Outcome outcome = world().mgmt(policy("p", "requestTimeout: soon", "ratings"))
                .flags("-o", "json")
                .render();
        JsonNode summary = JsonMapper.builder().build().readTree(outcome.stdout());
        assertThat(summary.path("schemaVersion").asInt()).isEqualTo(1);
        assertThat(summary.at("/policies/INVALID/0").asText()).isEqualTo("TrafficPolicy gloo-mesh/p");
        assertThat(summary.at("/findings/error").asInt()).isPositive();
        assertThat(summary.at("/outputs/east/VirtualService").asInt()).isEqualTo(1);
        assertThat(outcome.stdout()).hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBugExits1WithAHint(boolean error) {
        @Command(name = "fail")
        class Failing implements Callable<Integer> {
            @Override
            public Integer call() {
                if (error) {
                    throw new StackOverflowError();
                }
                throw new IllegalStateException("two and two");
            }
        }
        int exitCode = Main.run(
                Main.commandLine().addSubcommand(new Failing()).setErr(new PrintWriter(complained, true)), "fail");
        assertThat(exitCode).isEqualTo(1);
        assertThat(complained.toString())
                .startsWith("meshctl has a bug. Please report it")
                .contains(error ? "StackOverflowError" : "two and two");
    }

    @Test
    void aSnapshotBeyondTheMemoryIsUnusableAndNoBug() {
        @Command(name = "fail")
        class Failing implements Callable<Integer> {
            @Override
            public Integer call() {
                throw new OutOfMemoryError("Java heap space");
            }
        }
        int exitCode = Main.run(
                Main.commandLine().addSubcommand(new Failing()).setErr(new PrintWriter(complained, true)), "fail");
        assertThat(exitCode).isEqualTo(2);
        assertThat(complained.toString()).contains("memory").contains("-Xmx");
    }
}
