// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.testkit.Checkout;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keeps the documents true: a block marked {@code sh} that is followed by one marked {@code text} is run, and must print that; every
 * relative link leads somewhere.
 */
class GuideTest {

    /** An {@code sh} block and the {@code text} block after it, with nothing but blank lines between. */
    private static final Pattern EXAMPLE =
            Pattern.compile("(?ms)^```sh\\n(?<commands>.*?)^```\\n\\s*^```text\\n(?<printed>.*?)^```$");

    private static final Pattern LINK = Pattern.compile("\\]\\((?<target>[^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$|`[^`\\n]*`");
    private static final Set<String> NOT_OURS = Set.of("target", ".git", "node_modules", "golden");

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> examplesPrintWhatTheGuidesSay() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path guide : documents()) {
            Matcher example = EXAMPLE.matcher(Files.readString(guide));
            while (example.find()) {
                String commands = example.group("commands");
                String printed = example.group("printed");
                tests.add(DynamicTest.dynamicTest(
                        Checkout.root().relativize(guide) + ": " + commands.strip(),
                        guide.toUri(),
                        () -> assertThat(run(commands)).isEqualTo(printed)));
            }
        }
        assertThat(tests).hasSizeGreaterThanOrEqualTo(2);
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> linksLeadSomewhere() throws IOException {
        return documents().stream()
                .map(document -> DynamicTest.dynamicTest(
                        Checkout.root().relativize(document).toString(),
                        document.toUri(),
                        () -> assertThat(deadLinks(document)).isEmpty()));
    }

    private static List<String> deadLinks(Path document) throws IOException {
        String text = CODE.matcher(Files.readString(document)).replaceAll("");
        return LINK.matcher(text)
                .results()
                .map(link -> link.group("target"))
                .filter(target -> !target.contains("://"))
                .filter(target -> !Files.exists(document.resolveSibling(target)))
                .toList();
    }

    /** Runs {@code bin/meshctl} commands in this process; {@code docs/} is the checkout's, {@code target/} a temporary folder. */
    private String run(String commands) {
        StringWriter out = new StringWriter();
        for (String command : commands.strip().split("\n")) {
            List<String> words = List.of(command.split(" +"));
            assertThat(words.getFirst()).as("only meshctl can be run").isEqualTo("bin/meshctl");
            String[] arguments = words.stream().skip(1).map(this::located).toArray(String[]::new);
            StringWriter err = new StringWriter();
            int code = Main.commandLine()
                    .setOut(new PrintWriter(out))
                    .setErr(new PrintWriter(err))
                    .execute(arguments);
            // A plan or a check that has something to show says so by its exit code.
            int expected = switch (arguments[0]) {
                case "plan" -> ExitCode.EFFECT;
                case "validate" -> ExitCode.REJECTED;
                default -> ExitCode.OK;
            };
            assertThat(code).as(err.toString()).isEqualTo(expected);
        }
        return out.toString().replace(folder + "/", "target/").replace(Checkout.root() + "/", "");
    }

    private String located(String word) {
        if (word.startsWith("docs/")) {
            return Checkout.root().resolve(word).toString();
        }
        return word.startsWith("target/")
                ? folder.resolve(word.substring("target/".length())).toString()
                : word;
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        try (Stream<Path> all = Files.walk(Checkout.root())) {
            all.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> Stream.iterate(file, Path::getParent)
                            .takeWhile(parent -> !parent.equals(Checkout.root()))
                            .noneMatch(parent ->
                                    NOT_OURS.contains(parent.getFileName().toString())))
                    .sorted()
                    .forEach(documents::add);
        }
        return documents;
    }
}
