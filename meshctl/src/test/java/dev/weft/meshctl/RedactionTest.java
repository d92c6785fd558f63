// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weft.analysis.ManagementDocument;
import dev.weft.analysis.Redaction;
import dev.weft.analysis.Render;
import dev.weft.analysis.RenderOptions;
import dev.weft.analysis.Rendering;
import dev.weft.runtime.folder.SnapshotFolder;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import dev.weft.runtime.snapshot.RawCluster;
import dev.weft.runtime.snapshot.RawObject;
import dev.weft.runtime.snapshot.RawSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What is dropped of objects is really read by nobody: every golden snapshot renders to the same without it. */
class RedactionTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @TestFactory
    Stream<DynamicTest> rendersToTheSame() throws IOException {
        List<Path> snapshots = new ArrayList<>(List.of(Path.of("../docs/demo/bookinfo")));
        try (Stream<Path> cases = Files.find(GOLDEN, 3, (path, attributes) -> path.endsWith("in"))) {
            cases.sorted().forEach(snapshots::add);
        }
        assertThat(snapshots).hasSizeGreaterThan(20);
        return snapshots.stream().map(path -> DynamicTest.dynamicTest(path.toString(), () -> compare(path)));
    }

    private static void compare(Path folder) throws Exception {
        RawSnapshot whole = SnapshotFolder.read(folder, Render.readKinds());
        for (boolean discover : new boolean[] {false, true}) {
            RenderOptions options = new RenderOptions(
                    "2026-01-01T00:00:00Z", discover, "gloo-mesh", new Ref("gloo-mesh", "settings"), false);
            Rendering expected = Render.of(whole, options);
            Rendering actual = Render.of(redacted(whole), options);
            assertThat(actual.outputs()).isEqualTo(expected.outputs());
            assertThat(actual.deletes()).isEqualTo(expected.deletes());
            assertThat(content(actual)).isEqualTo(content(expected));
            assertThat(actual.findings().stream()
                            .map(finding -> finding.code().code() + " " + finding.subject())
                            .toList())
                    .isEqualTo(expected.findings().stream()
                            .map(finding -> finding.code().code() + " " + finding.subject())
                            .toList());
        }
    }

    /** Spec and status; of the metadata what is not read is dropped on purpose. */
    private static Map<ObjectId, String> content(Rendering rendering) {
        Map<ObjectId, String> content = new TreeMap<>();
        for (ManagementDocument document : rendering.management()) {
            content.put(
                    document.id(),
                    document.object().path("spec") + " " + document.object().path("status"));
        }
        return content;
    }

    private static RawSnapshot redacted(RawSnapshot whole) {
        SortedMap<String, RawCluster> clusters = new TreeMap<>();
        whole.clusters()
                .forEach((name, cluster) ->
                        clusters.put(name, new RawCluster(name, redacted(cluster.objects()), cluster.knowledge())));
        return new RawSnapshot(redacted(whole.management()), clusters, whole.ignored());
    }

    private static List<RawObject> redacted(List<RawObject> objects) {
        return objects.stream().flatMap(object -> Redaction.of(object).stream()).toList();
    }
}
