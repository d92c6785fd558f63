// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import static dev.weft.runtime.folder.SnapshotOnDisk.configMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.snapshot.Knowledge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotFolderTest {

    @TempDir
    Path temp;

    private SnapshotOnDisk folder;

    @BeforeEach
    void empty() {
        folder = new SnapshotOnDisk(temp.resolve("snapshot"));
    }

    @Test
    void readsEveryYamlAndJsonFileAtAnyDepthAndIgnoresOthers() throws Exception {
        folder.with("mgmt/a.yaml", configMap("a"))
                .with("mgmt/deep/er/b.yml", configMap("b"))
                .with("mgmt/c.json", configMap("c"))
                .with("mgmt/D.YAML", configMap("d"))
                .with("mgmt/README.md", "not: [an object")
                .with("mgmt/e.yaml.bak", "not: [an object");
        assertThat(folder.names()).containsExactly("default/a", "default/b", "default/c", "default/d");
    }

    @Test
    void fileNamesAndTheirOrderDoNotMatter() throws Exception {
        folder.with("mgmt/1.yaml", configMap("z")).with("mgmt/2.yaml", configMap("a"));
        var other = new SnapshotOnDisk(temp.resolve("other"))
                .with("mgmt/x/9.yaml", configMap("a") + "---\n" + configMap("z"));
        assertThat(other.names()).isEqualTo(folder.names());
    }

    @Test
    void registersEveryFolderBelowClustersEvenAnEmptyOne() throws Exception {
        folder.with("clusters/east/a.yaml", configMap("a"));
        Files.createDirectories(folder.root().resolve("clusters/west"));
        assertThat(folder.read().clusters()).containsOnlyKeys("east", "west");
        assertThat(folder.read().clusters().get("west").objects()).isEmpty();
    }

    @Test
    void oneOfMgmtAndClustersIsEnough() throws Exception {
        folder.with("mgmt/a.yaml", configMap("a"));
        assertThat(folder.read().clusters()).isEmpty();
    }

    @Test
    void refusesAFolderThatIsNoSnapshot() throws IOException {
        assertThat(folder.refusal()).isEqualTo(folder.root() + ": does not exist");
        Files.createDirectories(folder.root());
        assertThat(folder.refusal()).contains("neither a folder mgmt/ nor a folder clusters/");
    }

    @Test
    void refusesAFileInPlaceOfAFolder() throws IOException {
        Files.writeString(temp.resolve("snapshot"), "x");
        assertThat(folder.refusal()).endsWith("is not a folder");
    }

    @Test
    void refusesMgmtAsAFileWhichWouldBeOverlooked() {
        folder.with("mgmt", configMap("a")).with("clusters/east/a.yaml", configMap("a"));
        assertThat(folder.refusal()).isEqualTo("mgmt: must be a folder");
    }

    @Test
    void refusesAnObjectFileDirectlyBelowClusters() {
        folder.with("clusters/east.yaml", configMap("a"));
        assertThat(folder.refusal())
                .isEqualTo("clusters/east.yaml: belongs to no cluster; move it into a folder clusters/NAME/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"East", "a_b", "a.b", "-a", "a-", "a b", "ü"})
    void refusesAClusterNameThatIsNoDnsLabel(String name) throws IOException {
        assumeTrue(createsFolder("clusters/" + name));
        assertThat(folder.refusal()).contains("a cluster name must be a DNS label");
    }

    @Test
    void aClusterNameMayHave63CharactersAndNotMore() throws Exception {
        createsFolder("clusters/" + "a".repeat(63));
        assertThat(folder.read().clusters()).hasSize(1);
        createsFolder("clusters/" + "a".repeat(64));
        assertThat(folder.refusal()).contains("at most 63 characters");
    }

    private boolean createsFolder(String path) throws IOException {
        try {
            Files.createDirectories(folder.root().resolve(path));
            return true;
        } catch (java.nio.file.InvalidPathException e) {
            return false; // the locale of the test run has no such character
        }
    }

    @Test
    void refusesSymbolicLinksToFilesAndFolders() throws IOException {
        Path outside = temp.resolve("outside");
        Files.createDirectories(outside);
        Files.writeString(outside.resolve("a.yaml"), configMap("a"));
        folder.with("mgmt/b.yaml", configMap("b"));
        Path link = folder.root().resolve("mgmt/link");
        for (Path target : new Path[] {outside, outside.resolve("a.yaml"), Path.of("loop")}) {
            Files.createSymbolicLink(link, target);
            assertThat(folder.refusal()).startsWith("mgmt/link: is a symbolic link");
            Files.delete(link);
        }
        Files.createSymbolicLink(folder.root().resolve("clusters"), outside);
        assertThat(folder.refusal()).startsWith("clusters: is a symbolic link");
    }

    @Test
    void refusesSpecialFilesInsteadOfWaitingForThem() throws Exception {
        folder.with("mgmt/a.yaml", configMap("a"));
        Path pipe = folder.root().resolve("mgmt/pipe.yaml");
        Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assumeTrue(mkfifo.waitFor() == 0);
        assertThat(folder.refusal()).startsWith("mgmt/pipe.yaml: is a symbolic link or a special file");
    }

    @Test
    void saysThatAFileMayNotBeRead() throws IOException {
        folder.with("mgmt/a.yaml", configMap("a"));
        Path file = folder.root().resolve("mgmt/a.yaml");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(file)); // root reads everything
        assertThat(folder.refusal()).isEqualTo("mgmt/a.yaml: cannot be read: permission denied");
    }

    @Test
    void saysWhereAFileIsNotUtf8() {
        byte[] text = "# Grüße\nkey: Grüße\n".getBytes(StandardCharsets.UTF_8);
        text[text.length - 5] = (byte) 0xC3; // the second half of "ü" becomes a first half
        folder.with("mgmt/a.yaml", text);
        assertThat(folder.refusal()).startsWith("mgmt/a.yaml:2:8: is not UTF-8 text");
        folder.with("mgmt/a.yaml", "a".getBytes(StandardCharsets.UTF_16));
        assertThat(folder.refusal()).startsWith("mgmt/a.yaml:1:1: is not UTF-8 text");
    }

    @Test
    void aByteOrderMarkIsNoText() throws Exception {
        folder.with("mgmt/a.yaml", "\uFEFF" + configMap("a")).with("mgmt/b.json", "\uFEFF" + configMap("b"));
        assertThat(folder.names()).containsExactly("default/a", "default/b");
    }

    @Test
    void countsFilesBytesAndFolders() {
        folder.with("mgmt/a.yaml", configMap("a")).with("mgmt/x/y/b.yaml", configMap("b"));
        assertThat(folder.refusal(new Bounds(1, 1000, 9, 1000, 1000))).endsWith("is one file more than 1");
        assertThat(folder.refusal(new Bounds(9, 10, 9, 1000, 1000))).isEqualTo("mgmt/a.yaml: is larger than 10 bytes");
        assertThat(folder.refusal(new Bounds(9, 1000, 1, 1000, 1000)))
                .isEqualTo("mgmt/x/y: lies more than 1 folders deep");
        assertThat(folder.refusal(new Bounds(2, 1000, 9, 1000, 1000))).isNull();
    }

    @Test
    void countsKindsThatNobodyReadsAndKubeconfigSecrets() throws Exception {
        folder.with("mgmt/a.yaml", "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}}")
                .with("mgmt/s.yaml", "{apiVersion: v1, kind: Secret, type: solo.io/kubeconfig, metadata: {name: east}}")
                .with("clusters/east/a.yaml", "{apiVersion: apps/v1beta1, kind: Deployment, metadata: {name: d}}");
        assertThat(folder.read().management()).isEmpty();
        assertThat(folder.read().ignored())
                .containsEntry(new GroupKind("apps", "Deployment"), 2)
                .containsEntry(new GroupKind("", "Secret"), 1);
    }

    @Test
    void refusesTheSameObjectTwiceInOneClusterWhateverItsVersionAndNamesBothPlaces() {
        folder.with(
                        "clusters/east/a.yaml",
                        "# first\n{apiVersion: x.io/v1, kind: K, metadata: {name: n, namespace: default}}")
                .with("clusters/east/b.yaml", "{apiVersion: x.io/v1beta1, kind: K, metadata: {name: n}}");
        assertThat(folder.refusal())
                .isEqualTo("clusters/east/b.yaml:1:1: K.x.io default/n stands twice in cluster east;"
                        + " also at clusters/east/a.yaml:2:1. Remove one of the two");
    }

    @Test
    void theSameObjectMayStandInTwoClusters() {
        folder.with("clusters/east/a.yaml", configMap("a"))
                .with("clusters/west/a.yaml", configMap("a"))
                .with("mgmt/a.yaml", configMap("a"));
        assertThat(folder.refusal()).isNull();
    }

    @Test
    void unknownYamlSaysWhichKindsCouldNotBeRead() throws Exception {
        folder.with("clusters/east/unknown.yaml", """
                unknown:
                - {apiVersion: apps/v1, kind: Deployment, reason: Forbidden, since: "2026-01-31T12:00:00Z"}
                - {apiVersion: v1, kind: Pod}
                """);
        var knowledge = folder.read().clusters().get("east").knowledge();
        assertThat(knowledge.of(new GroupKind("apps", "Deployment")))
                .isEqualTo(new Knowledge.Unknown("Forbidden", "2026-01-31T12:00:00Z"));
        assertThat(knowledge.of(SnapshotOnDisk.POD)).isEqualTo(new Knowledge.Unknown("Unknown", ""));
        assertThat(knowledge.of(SnapshotOnDisk.NODE)).isEqualTo(new Knowledge.Synced());
        assertThat(knowledge.isIncomplete()).isTrue();
    }

    @Test
    void aStarInUnknownYamlMeansTheWholeCluster() throws Exception {
        folder.with("clusters/east/unknown.yaml", "unknown: [{kind: '*', reason: Unreachable}]");
        assertThat(folder.read().clusters().get("east").knowledge().of(SnapshotOnDisk.POD))
                .isEqualTo(new Knowledge.Unknown("Unreachable", ""));
    }

    @Test
    void anEmptyUnknownYamlMeansThatAllIsKnown() throws Exception {
        folder.with("clusters/east/unknown.yaml", "# nothing\n").with("clusters/west/unknown.yaml", "unknown:\n");
        assertThat(folder.read().clusters().values())
                .allMatch(cluster -> !cluster.knowledge().isIncomplete());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknwon: []",
                "[]",
                "unknown: all",
                "unknown: {}",
                "unknown: []\nmore: 1",
                "unknown: [Pod]",
                "unknown: [{}]",
                "unknown: [{apiVersion: v1}]",
                "unknown: [{kind: Pod}]",
                "unknown: [{apiVersion: v1, kind: Pod, resaon: Forbidden}]",
                "unknown: [{apiVersion: v1, kind: Pod, since: 2026}]",
                "unknown: [{apiVersion: 1, kind: Pod}]",
            })
    void refusesAnUnknownYamlOfAnotherShapeWhichWouldTurnUnknownIntoEmpty(String text) {
        folder.with("clusters/east/unknown.yaml", text);
        assertThat(folder.refusal())
                .startsWith("clusters/east/unknown.yaml:1:1: ")
                .contains("unknown");
    }

    @Test
    void messagesStayOnOneLineWhateverTheNames() throws IOException {
        assumeTrue(createsFolder("mgmt/a\nb"));
        folder.with("mgmt/a\nb/x.yaml", "{");
        assertThat(folder.refusal())
                .startsWith("mgmt/a\\u000ab/x.yaml:1:2: not YAML")
                .doesNotContain("\n");
    }
}
