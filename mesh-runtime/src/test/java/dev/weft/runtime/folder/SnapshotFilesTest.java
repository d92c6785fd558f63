// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.ref.GroupKind;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.snapshot.ClusterKnowledge;
import dev.weft.runtime.snapshot.Knowledge;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFilesTest {

    private static final GroupKind POD = new GroupKind("", "Pod");
    private static final GroupKind NODE = new GroupKind("", "Node");
    private static final GroupKind MESH = new GroupKind("discovery.mesh.gloo.solo.io", "Mesh");
    private static final String KEY = "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n";

    @TempDir
    Path temp;

    @Test
    void isReadAgainAsItWas() throws Exception {
        RawSnapshot snapshot = snapshot(
                new ClusterKnowledge(
                        new Knowledge.Synced(),
                        new TreeMap<>(Map.of(NODE, new Knowledge.Unknown("Forbidden", "2026-01-01T00:00:00Z")))),
                object("east", POD, "bookinfo", "reviews", "yes: \u2028 \"quoted\"\n- x"),
                object("east", POD, "other", "reviews", "on"),
                object("east", NODE, "", "node-1", "1e3"));
        write(snapshot);
        RawSnapshot read = SnapshotFolder.read(temp.resolve("s"), Set.of(POD, NODE, MESH));
        assertThat(bodies(read.management())).isEqualTo(bodies(snapshot.management()));
        assertThat(bodies(read.clusters().get("east").objects()))
                .isEqualTo(bodies(snapshot.clusters().get("east").objects()));
        assertThat(read.clusters().get("east").knowledge())
                .isEqualTo(snapshot.clusters().get("east").knowledge());
    }

    @Test
    void aClusterOfWhichNothingIsKnownStaysRegistered() throws Exception {
        write(snapshot(ClusterKnowledge.unknown("Unreachable", "2026-01-01T00:00:00Z")));
        RawCluster read =
                SnapshotFolder.read(temp.resolve("s"), Set.of(POD)).clusters().get("east");
        assertThat(read.knowledge()).isEqualTo(ClusterKnowledge.unknown("Unreachable", "2026-01-01T00:00:00Z"));
    }

    @Test
    void lastKnownObjectsAreMarkedAsSuch() {
        SnapshotFiles files = SnapshotFiles.of(
                snapshot(new ClusterKnowledge(new Knowledge.Stale("2026-01-01T00:00:00Z"), new TreeMap<>())), Map.of());
        assertThat(files.files().get("clusters/east/unknown.yaml"))
                .isEqualTo("unknown:\n- kind: \"*\"\n  reason: Stale\n  since: \"2026-01-01T00:00:00Z\"\n");
    }

    @Test
    void I4_secretsAreMaskedAndToldOf() throws Exception {
        SnapshotFiles files = write(snapshot(ClusterKnowledge.SYNCED, object("east", POD, "bookinfo", "reviews", KEY)));
        assertThat(files.files().values()).noneMatch(text -> text.contains("BEGIN"));
        assertThat(files.masked()).extracting(SnapshotFiles.Masked::where).containsExactly("spec.text: PEM block");
    }

    @Test
    void namesNeverLeaveTheFolder() throws Exception {
        write(snapshot(ClusterKnowledge.SYNCED, object("east", POD, "../../../evil", "../evil", "x")));
        try (Stream<Path> all = Files.walk(temp)) {
            assertThat(all.filter(Files::isRegularFile)
                            .map(file -> temp.relativize(file).toString()))
                    .allMatch(file -> file.startsWith("s/mgmt/") || file.startsWith("s/clusters/east/"));
        }
    }

    @Test
    void filesAreForTheirOwnerOnly() throws Exception {
        write(snapshot(ClusterKnowledge.SYNCED, object("east", POD, "bookinfo", "reviews", "x")));
        try (Stream<Path> all = Files.walk(temp.resolve("s"))) {
            for (Path path : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    @Test
    void aFolderThatHoldsSomethingIsLeftAloneUnlessForced() throws Exception {
        Files.createDirectories(temp.resolve("s"));
        Files.writeString(temp.resolve("s/mine"), "precious");
        assertThatThrownBy(() -> write(snapshot(ClusterKnowledge.SYNCED))).hasMessageContaining("--force");
        assertThat(temp.resolve("s/mine")).hasContent("precious");
    }

    private SnapshotFiles write(RawSnapshot snapshot) throws UnusableFolderException {
        SnapshotFiles files = SnapshotFiles.of(snapshot, Map.of());
        try (OutputFolder folder = OutputFolder.ownerOnlyAt(temp.resolve("s"), false)) {
            files.write(folder);
            folder.publish();
        }
        return files;
    }

    private static RawSnapshot snapshot(ClusterKnowledge knowledge, RawObject... objects) {
        RawCluster east = new RawCluster(
                "east",
                Stream.of(objects).sorted((a, b) -> a.id().compareTo(b.id())).toList(),
                knowledge);
        return new RawSnapshot(
                List.of(object("", MESH, "gloo-mesh", "istiod", "x")),
                new TreeMap<>(Map.of("east", east)),
                new TreeMap<>());
    }

    private static List<ObjectNode> bodies(List<RawObject> objects) throws IOException {
        return objects.stream().map(RawObject::body).toList();
    }

    private static RawObject object(String cluster, GroupKind kind, String namespace, String name, String text) {
        String apiVersion = kind.group().isEmpty() ? "v1" : kind.group() + "/v1alpha2";
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("apiVersion", apiVersion).put("kind", kind.kind());
        ObjectNode metadata = body.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        body.putObject("spec").put("text", text).put("number", 7);
        return new RawObject(new ObjectId(cluster, kind, namespace, name), apiVersion, body, "a test");
    }
}
