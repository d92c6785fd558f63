// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weft.e2e.servers.Children.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildrenTest {

    /** A process that starts another one, as pilot-agent starts Envoy, and tells its id. */
    private static final List<String> PARENT = List.of("/bin/sh", "-c", "sleep 1000 & echo $!; wait");

    @TempDir
    private Path folder;

    @Test
    void whatAChildHasStartedEndsWithIt() throws Exception {
        try (Children children = children(folder)) {
            Child killed = children.start("killed", folder, Map.of(), PARENT);
            Child other = children.start("other", folder, Map.of(), PARENT);
            long grandchild = grandchild(killed.log());
            killed.kill();
            awaitGone(grandchild);
            assertThat(killed.isAlive()).isFalse();
            assertThat(other.isAlive()).isTrue();
        }
    }

    @Test
    void allEndWhenTheyAreClosed() throws Exception {
        Child child;
        long grandchild;
        try (Children children = children(folder)) {
            child = children.start("child", children.folder("state"), Map.of(), PARENT);
            grandchild = grandchild(child.log());
        }
        awaitGone(grandchild);
        awaitGone(child.process().pid());
        assertThat(folder.resolve("work")).doesNotExist();
    }

    @Test
    void allEndWhenTheJvmIsKilled() throws Exception {
        Process jvm = dyingJvm();
        String child = jvm.inputReader().readLine();
        assertThat(child).isNotNull();
        long grandchild = grandchild(folder.resolve("logs/child.log"));
        jvm.destroyForcibly().waitFor();
        awaitGone(grandchild);
        awaitGone(Long.parseLong(child));
    }

    /** As a terminal does that closes, or CI that gives up. */
    @Test
    void allEndWhenTheWholeGroupOfTheJvmIsKilled() throws Exception {
        Process jvm = dyingJvm("setsid");
        String child = jvm.inputReader().readLine();
        assertThat(child).isNotNull();
        long grandchild = grandchild(folder.resolve("logs/child.log"));
        new ProcessBuilder("/bin/sh", "-c", "kill -9 -\"$0\"", String.valueOf(jvm.pid()))
                .start()
                .waitFor();
        awaitGone(grandchild);
        awaitGone(Long.parseLong(child));
    }

    @Test
    void aChildThatHasEndedIsToldWithTheEndOfItsLog() throws Exception {
        try (Children children = children(folder)) {
            Child child = children.start(
                    "fails", folder, Map.of("WHAT", "room"), List.of("/bin/sh", "-c", "echo no $WHAT; exit 7"));
            assertThat(child.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(child::mustLive)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("exit code 7")
                    .hasMessageContaining("no room");
        }
    }

    /** @param before what starts it */
    private Process dyingJvm(String... before) throws IOException {
        List<String> command = new ArrayList<>(List.of(before));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DyingJvm.class.getName(),
                folder.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Children children(Path folder) throws Exception {
        return new Children(Files.createDirectory(folder.resolve("work")), folder.resolve("logs"));
    }

    private static long grandchild(Path log) throws Exception {
        Awaiting.until("the child tells whom it has started", Duration.ofSeconds(10), () -> {
            String text = Files.exists(log) ? Files.readString(log) : "";
            return text.endsWith("\n") ? Optional.empty() : Optional.of("it has said: " + text);
        });
        return Long.parseLong(Files.readString(log).strip());
    }

    private static void awaitGone(long process) throws Exception {
        Awaiting.until(
                "process " + process + " is gone",
                Duration.ofSeconds(10),
                () -> runs(process) ? Optional.of("it runs") : Optional.empty());
    }

    /** A process whose parent is gone may stay as a zombie where nobody collects it. */
    private static boolean runs(long process) throws Exception {
        Path status = Path.of("/proc/" + process + "/status");
        if (!Files.exists(status)) {
            return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.noneMatch(line -> line.startsWith("State:") && line.contains("Z"));
        }
    }

    /** Starts a child, prints its id and waits to be killed. */
    static final class DyingJvm {
        private DyingJvm() {}

        public static void main(String[] arguments) throws Exception {
            Children children = children(Path.of(arguments[0]));
            System.out.println(children.start("child", Path.of(arguments[0]), Map.of(), PARENT)
                    .process()
                    .pid());
            Thread.sleep(60_000);
            children.close();
        }
    }
}
