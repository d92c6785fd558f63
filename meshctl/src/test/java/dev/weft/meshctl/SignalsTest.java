// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes of their own that are told to end. */
@Timeout(120)
final class SignalsTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Process process;

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aDemoThatIsEndedBeforeItIsReadyEndsCleanly(String signal, int code) throws Exception {
        start(Main.class, "demo", "--keep", "--dir", folder.resolve("demo").toString());
        await("servers run", () -> err().contains("three API servers run"));

        signal(signal);

        assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(err()).isEqualTo(code);
        assertThat(err()).contains("ended by a signal").doesNotContain("bug", "Exception", "\tat ");
        assertThat(Files.readString(folder.resolve("out"))).doesNotContain("READY");
    }

    private void start(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(listening());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Objects.requireNonNull(System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    /**
     * Prefix of a command that hears SIGINT. Whoever starts a build in the background of a script makes all processes below deaf to it,
     * and a JVM that is started so stays deaf.
     */
    private static List<String> listening() throws IOException, InterruptedException {
        List<String> prefix = List.of("env", "--default-signal=INT,TERM");
        List<String> probe = new ArrayList<>(prefix);
        probe.add("true");
        // Only GNU has the option; elsewhere the signals are as they are.
        return new ProcessBuilder(probe).start().waitFor() == 0 ? prefix : List.of();
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private String err() {
        try {
            return Files.readString(folder.resolve("err"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new AssertionError("not within 60 s: " + what + "; it says " + err());
            }
            Thread.sleep(10);
        }
    }
}
