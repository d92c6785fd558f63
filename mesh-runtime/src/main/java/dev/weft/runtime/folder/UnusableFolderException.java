// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

/**
 * A folder to read, or a folder to write to, that cannot be used; the message begins with {@code PATH:LINE:COL:} and is one line
 * whatever the names in it.
 */
public final class UnusableFolderException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * @param path path below the folder, or the folder itself
     * @param line 1-based; 0 when the whole file is meant
     * @param column 1-based
     */
    public UnusableFolderException(String path, int line, int column, String why) {
        super(Quoted.printable(line == 0 ? path + ": " + why : path + ":" + line + ":" + column + ": " + why));
    }
}
