// SPDX-License-Identifier: Apache-2.0

package dev.weft.benchmarks.fleet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.json.CanonicalJson;
import dev.weft.runtime.snapshot.RawObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a fleet as a SNAPSHOT folder: one {@code kind: List} in JSON for each kind of a cluster. */
public final class FleetFolder {

    private FleetFolder() {}

    /** @param folder is created; must not hold another snapshot */
    public static void write(Fleet fleet, Path folder) throws IOException {
        writeObjects(fleet.management(), folder.resolve("mgmt"));
        List<String> clusters = fleet.clusters();
        for (int i = 0; i < clusters.size(); i++) {
            writeObjects(fleet.cluster(i), folder.resolve("clusters").resolve(clusters.get(i)));
        }
    }

    private static void writeObjects(List<RawObject> objects, Path folder) throws IOException {
        Files.createDirectories(folder);
        Map<String, ArrayNode> byKind = new TreeMap<>();
        for (RawObject object : objects) {
            byKind.computeIfAbsent(
                            object.id().kind().kind(), absent -> object.body().arrayNode())
                    .add(object.body());
        }
        for (Map.Entry<String, ArrayNode> kind : byKind.entrySet()) {
            ObjectNode list = Json.object("apiVersion", "v1", "kind", "List", "items", kind.getValue());
            Files.write(folder.resolve(kind.getKey() + ".json"), CanonicalJson.bytes(list));
        }
    }
}
