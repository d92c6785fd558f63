// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.folder.CanonicalYaml;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** How a command prints data: for people, or as JSON or YAML for programs. The values of {@code -o}. */
enum DataFormat {
    TEXT,
    JSON,
    YAML;

    /** Prints a tree as JSON, or, for people too, as YAML. */
    void print(JsonNode tree, PrintWriter out) {
        if (this == JSON) {
            out.println(tree.toPrettyString());
        } else {
            out.print(CanonicalYaml.of(tree));
        }
        out.flush();
    }

    /** Prints objects that kubectl can apply: a List as JSON, or YAML documents. */
    void printObjects(List<ObjectNode> objects, PrintWriter out) {
        if (this == JSON) {
            ObjectNode list = JsonNodeFactory.instance
                    .objectNode()
                    .put("apiVersion", "v1")
                    .put("kind", "List");
            ArrayNode items = list.putArray("items");
            objects.forEach(items::add);
            print(list, out);
            return;
        }
        out.print(objects.stream().map(CanonicalYaml::of).collect(Collectors.joining("---\n")));
        out.flush();
    }

    @Override
    public String toString() {
        return switch (this) {
            case TEXT -> "text";
            case JSON -> "json";
            case YAML -> "yaml";
        };
    }
}
