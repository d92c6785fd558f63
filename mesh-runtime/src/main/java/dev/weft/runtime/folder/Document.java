// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One document of a file.
 *
 * @param path path below the snapshot folder
 * @param line 1-based line where it starts
 * @param column 1-based column where it starts
 */
record Document(String path, int line, int column, JsonNode tree) {

    UnusableFolderException unusable(String why) {
        return new UnusableFolderException(path, line, column, why);
    }

    String origin() {
        return path + ":" + line + ":" + column;
    }
}
