// SPDX-License-Identifier: Apache-2.0

package dev.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldensTest {

    @TempDir
    private Path root;

    private Path golden;

    @BeforeEach
    void oneCase() throws IOException {
        golden = Files.createDirectories(root.resolve("area/case"));
        write("README.md", "Shows that goldens can fail.\n");
        write("in/mgmt/objects.yaml", "name: b\n---\nname: a\n");
        write("out/result.yaml", "name: a\n---\nname: b\n");
    }

    @Test
    void aCaseThatRendersAsExpectedPasses() throws Throwable {
        run(GoldensTest::sorted);
    }

    @Test
    void aDifferenceIsShownLineByLine() throws IOException {
        write("out/result.yaml", "name: a\n---\nname: c\n");
        assertThatThrownBy(() -> run(GoldensTest::sorted))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("-name: c")
                .hasMessageContaining("+name: b")
                .hasMessageContaining("-Dgolden.update=true");
    }

    @Test
    void missingAndSuperfluousFilesFail() throws IOException {
        write("out/other.yaml", "x: 1\n");
        assertThatThrownBy(() -> run(GoldensTest::sorted)).hasMessageContaining("other.yaml is gone");
        Files.delete(golden.resolve("out/other.yaml"));
        Files.delete(golden.resolve("out/result.yaml"));
        assertThatThrownBy(() -> run(GoldensTest::sorted)).hasMessageContaining("result.yaml is new");
    }

    @Test
    void anotherExitCodeFails() throws IOException {
        write("exit.txt", "3\n");
        assertThatThrownBy(() -> run(GoldensTest::sorted)).hasMessageContaining("exit code 0 instead of 3");
    }

    @Test
    void outputThatDependsOnTheOrderOfInputFails() throws IOException {
        write("out/result.yaml", "name: b\n---\nname: a\n");
        assertThatThrownBy(() -> run(GoldensTest::asRead)).hasMessageContaining("in another order");
    }

    @Test
    void filesThatBelongToNoCaseFail() throws IOException {
        write("notes.txt", "left behind");
        assertThatThrownBy(() -> run(GoldensTest::sorted)).hasMessageContaining("notes.txt");
    }

    @Test
    void aCaseWithoutReadmeFails() throws IOException {
        Files.delete(golden.resolve("README.md"));
        assertThatThrownBy(() -> run(GoldensTest::sorted)).hasMessageContaining("README.md");
    }

    private void run(RenderCommand command) throws Throwable {
        var tests = Goldens.in(root, command, false).toList();
        assertThat(tests).hasSize(1);
        tests.getFirst().getExecutable().execute();
    }

    private void write(String path, String text) throws IOException {
        Path file = golden.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static int sorted(List<String> arguments, PrintWriter out, PrintWriter err) {
        return render(arguments, documents(arguments).stream().sorted().toList());
    }

    private static int asRead(List<String> arguments, PrintWriter out, PrintWriter err) {
        return render(arguments, documents(arguments));
    }

    private static List<String> documents(List<String> arguments) {
        List<String> documents = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(arguments.get(1)))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                documents.addAll(List.of(Files.readString(file).split("---\n")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return documents;
    }

    private static int render(List<String> arguments, List<String> documents) {
        try {
            Path out = Files.createDirectories(Path.of(arguments.get(3)));
            Files.writeString(out.resolve("result.yaml"), String.join("---\n", documents));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return 0;
    }
}
