// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;

/**
 * YAML text that stands inside an object, for example the mesh config in a ConfigMap: read with the same rules as a snapshot's files
 * (YAML 1.2, duplicate keys refused, aliases counted), within far smaller bounds. No I/O.
 */
public sealed interface EmbeddedYaml {

    /** The first document; a missing node when the text holds none. */
    record Tree(JsonNode tree) implements EmbeddedYaml {}

    /**
     * Text that cannot be read.
     *
     * @param why begins with {@code LABEL:LINE:COLUMN:}
     */
    record Unreadable(String why) implements EmbeddedYaml {}

    /** @param label stands for the text in messages */
    static EmbeddedYaml parse(String label, String text) {
        try {
            List<Document> documents = YamlReader.read(label, text, Bounds.EMBEDDED);
            return new Tree(
                    documents.isEmpty()
                            ? MissingNode.getInstance()
                            : documents.getFirst().tree());
        } catch (UnusableFolderException e) {
            return new Unreadable(String.valueOf(e.getMessage()));
        }
    }
}
