// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * One document of a file, or one object of a list in it.
 *
 * @param path path below the snapshot folder
 * @param start where it starts
 * @param items where each element of a field {@code items} starts, at any depth; keyed by identity
 */
record Document(String path, Position start, JsonNode tree, Map<JsonNode, Position> items) {

    /** An element of this document's {@code items}. */
    Document item(JsonNode item) {
        return new Document(path, items.getOrDefault(item, start), item, items);
    }

    UnusableFolderException unusable(String why) {
        return new UnusableFolderException(path, start.line(), start.column(), why);
    }

    String origin() {
        return path + ":" + start.line() + ":" + start.column();
    }
}
