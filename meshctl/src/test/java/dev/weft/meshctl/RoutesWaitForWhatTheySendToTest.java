// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weft.analysis.Render;
import dev.weft.analysis.RenderOptions;
import dev.weft.runtime.folder.SnapshotFolder;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.output.Rendered;
import dev.weft.runtime.ref.ObjectId;
import dev.weft.runtime.ref.Ref;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A route answers with 503 what it sends to a host or a subset that is not there yet, so it is written after them: in every golden snapshot
 * its referents are the ServiceEntry and the DestinationRule of ours that have them.
 */
class RoutesWaitForWhatTheySendToTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final RenderOptions OPTIONS =
            new RenderOptions("2026-01-01T00:00:00Z", false, "gloo-mesh", new Ref("gloo-mesh", "settings"), false);

    @Test
    void inEveryGoldenSnapshot() throws Exception {
        int needed = 0;
        for (Path snapshot : snapshots()) {
            for (List<Rendered> outputs : Render.of(SnapshotFolder.read(snapshot, Render.readKinds()), OPTIONS)
                    .outputs()
                    .values()) {
                Map<String, ObjectId> entries = new HashMap<>();
                Map<String, ObjectId> rules = new HashMap<>();
                for (Rendered output : outputs) {
                    spec(output).path("hosts").forEach(host -> entries.put(kind(output) + host.asText(), output.id()));
                    rules.put(kind(output) + spec(output).path("host").asText(), output.id());
                }
                for (Rendered output : outputs) {
                    for (ObjectId id : needs(output, entries, rules)) {
                        assertThat(output.referents())
                                .as(snapshot + ", " + output.id())
                                .contains(id);
                        needed++;
                    }
                }
            }
        }
        assertThat(needed).isGreaterThan(20);
    }

    private static TreeSet<ObjectId> needs(
            Rendered output, Map<String, ObjectId> entries, Map<String, ObjectId> rules) {
        TreeSet<ObjectId> needs = new TreeSet<>();
        if (kind(output).equals("VirtualService ")) {
            for (JsonNode destination : spec(output).findParents("host")) {
                String host = destination.path("host").asText();
                ObjectId entry = entries.get("ServiceEntry " + host);
                ObjectId rule = rules.get("DestinationRule " + host);
                if (entry != null) {
                    needs.add(entry);
                }
                if (rule != null && (entry != null || destination.has("subset"))) {
                    needs.add(rule);
                }
            }
        }
        return needs;
    }

    private static String kind(Rendered output) {
        return output.id().kind().kind() + " ";
    }

    private static JsonNode spec(Rendered output) {
        return CanonicalJson.object(output.json()).path("spec");
    }

    private static List<Path> snapshots() throws IOException {
        List<Path> snapshots = new ArrayList<>();
        try (Stream<Path> cases = Files.find(GOLDEN, 3, (path, attributes) -> path.endsWith("in"))) {
            cases.sorted().forEach(snapshots::add);
        }
        return snapshots;
    }
}
