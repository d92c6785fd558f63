// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/**
 * Golden folders: {@code AREA/CASE/} with
 *
 * <ul>
 *   <li>{@code in/}: a snapshot folder; it can be rendered by hand
 *   <li>{@code out/}: what {@code meshctl render} writes, byte for byte
 *   <li>{@code README.md}: what the case shows
 *   <li>{@code flags.txt}: flags, one a line, if there are any
 *   <li>{@code exit.txt}: the exit code, if it is not 0
 * </ul>
 *
 * <p>{@code -Dgolden.update=true} writes {@code out/} and {@code exit.txt} anew instead of comparing; read the difference like code.
 * Every case is rendered a second time from the same objects in other files and another order, and must come out the same.
 */
public final class Goldens {

    private static final Set<String> KNOWN = Set.of("in", "out", "README.md", "flags.txt", "exit.txt");

    private final RenderCommand command;
    private final boolean update;

    private Goldens(RenderCommand command, boolean update) {
        this.command = command;
        this.update = update;
    }

    /** One test for each case below {@code root}, ordered by path. */
    public static Stream<DynamicTest> in(Path root, RenderCommand command) throws IOException {
        return in(root, command, Boolean.getBoolean("golden.update"));
    }

    /** @param update whether to write what comes out instead of comparing it */
    static Stream<DynamicTest> in(Path root, RenderCommand command, boolean update) throws IOException {
        Goldens goldens = new Goldens(command, update);
        List<DynamicTest> tests = new ArrayList<>();
        for (Path area : folders(root)) {
            for (Path folder : folders(area)) {
                String name = area.getFileName() + "/" + folder.getFileName();
                tests.add(DynamicTest.dynamicTest(name, folder.toUri(), () -> goldens.check(folder)));
            }
        }
        return tests.stream();
    }

    /** A snapshot that lies elsewhere, such as a demo: {@code folder} is a case like the others, but without {@code in/}. */
    public static void check(Path snapshot, Path folder, RenderCommand command) throws IOException {
        new Goldens(command, Boolean.getBoolean("golden.update")).compare(snapshot, folder);
    }

    private void check(Path folder) throws IOException {
        compare(folder.resolve("in"), folder);
    }

    private void compare(Path snapshot, Path folder) throws IOException {
        refuseUnknownFiles(folder);
        List<String> flags = lines(folder.resolve("flags.txt"));
        Outcome outcome = render(snapshot, flags);
        Outcome shuffled = renderShuffled(snapshot, flags);
        compare("rendered from the same objects in another order", outcome, shuffled.files(), shuffled.exitCode());
        if (update) {
            write(folder, outcome);
        } else {
            List<String> exit = lines(folder.resolve("exit.txt"));
            int exitCode = exit.isEmpty() ? 0 : Integer.parseInt(exit.getFirst());
            compare("actual", expected(folder), outcome.files(), outcome.exitCode(), exitCode, outcome.stderr());
        }
    }

    private static void refuseUnknownFiles(Path folder) throws IOException {
        for (Path entry : list(folder)) {
            if (!KNOWN.contains(entry.getFileName().toString())) {
                throw new AssertionError(entry + " belongs to no golden case; known are " + new TreeSet<>(KNOWN));
            }
        }
        if (!Files.isRegularFile(folder.resolve("README.md")) || Files.size(folder.resolve("README.md")) == 0) {
            throw new AssertionError(folder + " has no README.md that says what the case shows");
        }
    }

    private Outcome render(Path in, List<String> flags) throws IOException {
        Path out = Files.createTempDirectory("weft-golden");
        try {
            return Situation.run(command, in, out.resolve("out"), flags);
        } finally {
            Folders.delete(out);
        }
    }

    /** The same objects, one a file, named so that the last comes first. */
    private Outcome renderShuffled(Path in, List<String> flags) throws IOException {
        Path copy = Files.createTempDirectory("weft-golden");
        try {
            int number = 999_999;
            for (Path file : files(in)) {
                Path target = copy.resolve("in").resolve(in.relativize(file).toString());
                Files.createDirectories(target.getParent());
                String name = file.getFileName().toString();
                if (!name.endsWith(".yaml") || name.equals("unknown.yaml")) {
                    Files.copy(file, target);
                    continue;
                }
                for (String document : Files.readString(file).split("(?m)^---\\R")) {
                    Files.writeString(target.resolveSibling(number-- + ".yaml"), document);
                }
            }
            copyEmptyFolders(in, copy.resolve("in"));
            return Situation.run(command, copy.resolve("in"), copy.resolve("out"), flags);
        } finally {
            Folders.delete(copy);
        }
    }

    private static void copyEmptyFolders(Path in, Path copy) throws IOException {
        try (Stream<Path> all = Files.walk(in)) {
            for (Path folder : all.filter(Files::isDirectory).toList()) {
                Files.createDirectories(copy.resolve(in.relativize(folder).toString()));
            }
        }
    }

    private static SortedMap<String, String> expected(Path folder) throws IOException {
        return Folders.read(folder.resolve("out"));
    }

    private static void compare(String label, Outcome outcome, SortedMap<String, String> files, int exitCode) {
        compare(label, outcome.files(), files, exitCode, outcome.exitCode(), outcome.stderr());
    }

    private static void compare(
            String label,
            SortedMap<String, String> expected,
            SortedMap<String, String> actual,
            int exitCode,
            int expectedExitCode,
            String stderr) {
        List<String> differences = new ArrayList<>();
        SortedSet<String> paths = new TreeSet<>(expected.keySet());
        paths.addAll(actual.keySet());
        for (String path : paths) {
            differences.addAll(difference(path, label, expected.get(path), actual.get(path)));
        }
        if (exitCode != expectedExitCode) {
            differences.add("exit code " + exitCode + " instead of " + expectedExitCode + " " + stderr);
        }
        if (!differences.isEmpty()) {
            throw new AssertionError(String.join("\n", differences)
                    + "\nIf this is what it should be: run the test with -Dgolden.update=true and read the diff.");
        }
    }

    private static List<String> difference(
            String path, String label, @Nullable String expected, @Nullable String actual) {
        if (expected == null) {
            return List.of("+++ " + path + " is new:", actual == null ? "" : actual);
        }
        if (actual == null) {
            return List.of("--- " + path + " is gone");
        }
        if (expected.equals(actual)) {
            return List.of();
        }
        List<String> before = expected.lines().toList();
        return UnifiedDiffUtils.generateUnifiedDiff(
                path,
                path + " (" + label + ")",
                before,
                DiffUtils.diff(before, actual.lines().toList()),
                3);
    }

    private static void write(Path folder, Outcome outcome) throws IOException {
        if (Files.exists(folder.resolve("out"))) {
            Folders.delete(folder.resolve("out"));
        }
        for (var file : outcome.files().entrySet()) {
            Path target = folder.resolve("out").resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
        Path exit = folder.resolve("exit.txt");
        if (outcome.exitCode() == 0) {
            Files.deleteIfExists(exit);
        } else {
            Files.writeString(exit, outcome.exitCode() + "\n");
        }
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .filter(line -> !line.isBlank())
                        .toList()
                : List.of();
    }

    private static List<Path> folders(Path folder) throws IOException {
        return list(folder).stream().filter(Files::isDirectory).toList();
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
