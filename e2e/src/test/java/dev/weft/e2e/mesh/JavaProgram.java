// SPDX-License-Identifier: Apache-2.0

package dev.weft.e2e.mesh;

import dev.weft.testkit.Checkout;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A program of Weft, started from the classes under test with the flags that its launcher in bin/ gives it. */
final class JavaProgram {

    private JavaProgram() {}

    /** An operator, with {@code WEFT_OPERATOR_FLAGS} of build/launch.sh. */
    static List<String> operator(Class<?> main, String... arguments) throws IOException {
        return command(flags("WEFT_OPERATOR_FLAGS"), "slf4j-nop", main, arguments);
    }

    /** The command line, with {@code WEFT_JAVA_FLAGS}. */
    static List<String> meshctl(Class<?> main, String... arguments) throws IOException {
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

    private static List<String> flags(String variable) throws IOException {
        String launcher =
                Files.readString(Checkout.root().resolve("build/launch.sh")).replace("\\\n", " ");
        Matcher assignment =
                Pattern.compile("(?m)^" + variable + "=\"([^\"]*)\"$").matcher(launcher);
        if (!assignment.find()) {
            throw new IllegalStateException("build/launch.sh does not set " + variable);
        }
        return List.of(assignment.group(1).strip().split("\\s+"));
    }
}
