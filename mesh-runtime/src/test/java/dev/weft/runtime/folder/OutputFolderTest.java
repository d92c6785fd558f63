// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weft.runtime.json.CanonicalJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFolderTest {

    @TempDir
    Path temp;

    private Path input;
    private Path out;

    @BeforeEach
    void folders() throws IOException {
        input = Files.createDirectories(temp.resolve("in"));
        out = temp.resolve("out");
    }

    private List<String> content(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> !path.equals(root))
                    .map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        }
    }

    private void write(boolean force) throws UnusableFolderException {
        try (OutputFolder folder = OutputFolder.at(out, input, force)) {
            folder.writeFile("new.txt", "new");
            folder.writeObject("clusters/east", "VirtualService", "ns", "name", "a: 1\n");
            folder.publish();
        }
    }

    private String refusal(Path target, Path in, boolean force) {
        var refusal = catchThrowableOfType(UnusableFolderException.class, () -> OutputFolder.at(target, in, force));
        return refusal == null ? null : refusal.getMessage();
    }

    @Test
    void createsTheFolderAndItsParents() throws Exception {
        out = temp.resolve("x/y/out");
        write(false);
        assertThat(content(temp.resolve("x")))
                .containsExactly(
                        "y",
                        "y/out",
                        "y/out/clusters",
                        "y/out/clusters/east",
                        "y/out/clusters/east/VirtualService.ns.name.yaml",
                        "y/out/new.txt");
    }

    @Test
    void aNewFolderIsAsReadableAsAnyOther() throws Exception {
        Path usual = Files.createDirectory(temp.resolve("usual"));
        write(false);
        assertThat(Files.getPosixFilePermissions(out))
                .isEqualTo(Files.getPosixFilePermissions(usual))
                .contains(PosixFilePermission.OWNER_EXECUTE);
    }

    @Test
    void fillsAnEmptyFolderAndKeepsTheFolderItself() throws Exception {
        Object before =
                Files.readAttributes(Files.createDirectory(out), "unix:ino").get("ino");
        write(false);
        assertThat(Files.readAttributes(out, "unix:ino").get("ino")).isEqualTo(before);
        assertThat(content(out)).contains("new.txt");
    }

    @Test
    void refusesAFolderThatIsNotEmptyUnlessForced() throws Exception {
        Files.createDirectories(out.resolve("sub"));
        Files.writeString(out.resolve("sub/old.txt"), "old");
        assertThat(refusal(out, input, false)).isEqualTo(out + ": is not empty; --force empties it");
        write(true);
        assertThat(content(out))
                .containsExactly("clusters", "clusters/east", "clusters/east/VirtualService.ns.name.yaml", "new.txt");
    }

    @Test
    void forceDeletesLinksAndNothingBehindThem() throws Exception {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("precious.txt"), "x");
        Files.createDirectory(out);
        Files.createSymbolicLink(out.resolve("link"), outside);
        Files.createSymbolicLink(out.resolve("file"), outside.resolve("precious.txt"));
        write(true);
        assertThat(outside.resolve("precious.txt")).hasContent("x");
        assertThat(content(out)).doesNotContain("link", "file");
    }

    @Test
    void aRunThatFailsLeavesNothingAndEmptiesNothing() throws Exception {
        Files.createDirectory(out);
        Files.writeString(out.resolve("old.txt"), "old");
        assertThatThrownBy(() -> {
                    try (OutputFolder folder = OutputFolder.at(out, input, true)) {
                        folder.writeFile("new.txt", "new");
                        throw new IllegalStateException("a bug");
                    }
                })
                .hasMessage("a bug");
        assertThat(content(temp)).containsExactly("in", "out", "out/old.txt");
    }

    @Test
    void nothingExistsBeforeTheFirstWrite() throws Exception {
        OutputFolder.at(temp.resolve("a/b/out"), input, false).close();
        assertThat(content(temp)).containsExactly("in");
    }

    @Test
    void refusesFilesAndLinks() throws IOException {
        Files.writeString(out, "x");
        assertThat(refusal(out, input, true)).endsWith("exists and is not a folder");
        Path link = Files.createSymbolicLink(temp.resolve("link"), Files.createDirectory(temp.resolve("real")));
        assertThat(refusal(link, input, true)).endsWith("is a symbolic link; name the folder itself");
        Path dangling = Files.createSymbolicLink(temp.resolve("dangling"), Path.of("nowhere"));
        assertThat(refusal(dangling, input, true)).endsWith("is a symbolic link; name the folder itself");
        assertThat(refusal(Path.of("/"), input, true)).endsWith("cannot be an output folder");
    }

    @Test
    void refusesAFileAsParent() throws IOException {
        Files.writeString(out, "x");
        var refusal = catchThrowableOfType(UnusableFolderException.class, () -> {
            try (OutputFolder folder = OutputFolder.at(out.resolve("sub"), input, false)) {
                folder.writeFile("a", "b");
            }
        });
        assertThat(refusal).hasMessageStartingWith(out + "/sub: cannot be written: " + out + " is not a folder");
    }

    @Test
    void neitherFolderMayLieInTheOther() throws IOException {
        assertThat(refusal(input, input, true)).endsWith("choose a folder outside of it");
        assertThat(refusal(input.resolve("mgmt/out"), input, false)).endsWith("choose a folder outside of it");
        assertThat(refusal(input.resolve("../in/x"), input, false)).endsWith("choose a folder outside of it");
        assertThat(refusal(temp, input, true)).endsWith("holds the snapshot; choose another folder");
        Path link = Files.createSymbolicLink(temp.resolve("link"), input);
        assertThat(refusal(link.resolve("out"), input, true)).endsWith("choose a folder outside of it");
        assertThat(refusal(input.resolve("out"), link, true)).endsWith("choose a folder outside of it");
        assertThat(refusal(temp.resolve("in-2"), input, false)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "/etc/x", "mgmt/../x", "clusters/../../x/y.yaml"})
    void writesNothingOutside(String path) throws Exception {
        try (OutputFolder folder = OutputFolder.at(out, input, false)) {
            assertThatThrownBy(() -> folder.writeFile(path, "x")).hasMessageContaining("not inside the output folder");
        }
        assertThat(content(temp)).containsExactly("in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "a/b", "..", "a\\b", "a\nb", "nul\0", "ü", "😀", "a:b", " "})
    void aNameNeverBecomesAPathAndKeepsItsIdentity(String name) throws Exception {
        try (OutputFolder folder = OutputFolder.at(out, input, false)) {
            folder.writeObject("mgmt", "TrafficPolicy", "ns", name, "x");
            folder.writeObject("mgmt", "TrafficPolicy", "ns", name + "2", "x");
            folder.publish();
        }
        assertThat(content(out.resolve("mgmt")))
                .hasSize(2)
                .allMatch(file -> file.matches("TrafficPolicy\\.ns\\.[A-Za-z0-9._-]+(~[0-9a-f]{16})?\\.yaml"));
    }

    @Test
    void aFileNameHasAtMost240BytesAndALongOneKeeps200AndAHash() {
        String fits = "K.ns." + "a".repeat(240 - 5 - 5);
        assertThat(OutputFolder.fileName(fits)).isEqualTo(fits);
        String tooLong = fits + "a";
        assertThat(OutputFolder.fileName(tooLong))
                .isEqualTo(tooLong.substring(0, 200) + "~"
                        + CanonicalJson.sha256(tooLong.getBytes(StandardCharsets.UTF_8))
                                .substring(0, 16));
        assertThat(OutputFolder.fileName(tooLong + "b")).isNotEqualTo(OutputFolder.fileName(tooLong));
        assertThat(OutputFolder.fileName("ü".repeat(1000))).hasSize(217);
    }

    @Test
    void clusterScopedObjectsStandAsUnderscore() {
        assertThat(OutputFolder.objectKey("Namespace", "", "a")).isEqualTo("Namespace._.a");
    }

    @Test
    void twoResultsForOneFileAreABugAndNotAnOverwriting() throws Exception {
        try (OutputFolder folder = OutputFolder.at(out, input, false)) {
            folder.writeFile("a", "1");
            assertThatThrownBy(() -> folder.writeFile("a", "2")).isInstanceOf(IllegalStateException.class);
        }
    }
}
