// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.sandbox.json.Json;
import dev.weft.sandbox.kinds.Column;
import dev.weft.sandbox.kinds.Resource;
import java.time.Instant;
import java.util.List;

/** Tables, as {@code kubectl get} asks for them. */
final class Tables {
    private Tables() {}

    /** @param include how much of each object goes into its row: None, Metadata or Object */
    static ObjectNode of(Resource resource, List<ObjectNode> objects, ObjectNode metadata, String include) {
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.set("metadata", metadata);
        ArrayNode columns = table.putArray("columnDefinitions");
        resource.columns()
                .forEach(column -> columns.addObject()
                        .put("name", column.name())
                        .put("type", column.type())
                        .put("format", column.format())
                        .put("description", "")
                        .put("priority", column.priority()));
        ArrayNode rows = table.putArray("rows");
        Cells cells = new Cells(Instant.now());
        for (ObjectNode object : objects) {
            ObjectNode row = rows.addObject();
            ArrayNode values = row.putArray("cells");
            for (Column column : resource.columns()) {
                values.add(cells.value(column, object));
            }
            if (include.equals("Object")) {
                row.set("object", object);
            } else if (!include.equals("None")) {
                ObjectNode partial = row.putObject("object");
                partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
                partial.set("metadata", object.path("metadata"));
            }
        }
        return table;
    }
}
