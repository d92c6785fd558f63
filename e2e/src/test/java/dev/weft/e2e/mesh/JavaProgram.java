// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import dev.weft.testkit.Checkout;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A program of Weft, started from the classes under test with the flags that its launcher in bin/ gives it. */
public final class JavaProgram {

    private JavaProgram() {}

    /** An operator, with the flags of build/operator.jvm. */
    static List<String> operator(Class<?> main, String... arguments) {
        String flags = "@" + Checkout.root().resolve("build/operator.jvm");
        return command(List.of(flags), "slf4j-nop", main, arguments);
    }

    /**
     * The same for one that works on a cluster and tells how it is.
     *
     * @param more flags of its own
     */
    static List<String> operator(Class<?> main, Path kubeconfig, String namespace, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--kubeconfig",
                kubeconfig.toString(),
                "--namespace",
                namespace,
                "--metrics-address",
                "127.0.0.1",
                "--metrics-port",
                "0",
                "--log-format",
                "text"));
        arguments.addAll(more);
        return operator(main, arguments.toArray(String[]::new));
    }

    /** The command line, with {@code WEFT_JAVA_FLAGS} of build/launch.sh. */
    public static List<String> meshctl(Class<?> main, String... arguments) throws IOException {
        return command(flags("WEFT_JAVA_FLAGS"), "logback", main, arguments);
    }

    /** @param without of the two logging libraries the one that this program does not want */
    private static List<String> command(List<String> flags, String without, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(without), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String classPath(String without) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(without + "-"))
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();
    }

    /** What the shell makes of the variable, word by word. */
    private static List<String> flags(String variable) throws IOException {
        ProcessBuilder shell =
                new ProcessBuilder("/bin/sh", "-c", ". \"$WEFT_ROOT/build/launch.sh\" && printf '%s\\n' $" + variable);
        shell.environment().put("WEFT_ROOT", Checkout.root().toString());
        Process process = shell.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (printed.isBlank()) {
            throw new IllegalStateException("build/launch.sh does not set " + variable);
        }
        return printed.lines().toList();
    }
}
