// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

/**
 * How much a snapshot folder may hold, so that a hostile one ends in an error and not in an exhausted machine.
 *
 * @param files files read at most
 * @param fileBytes size of one file
 * @param depth nesting of maps and lists in a document, aliases expanded; also nesting of folders
 * @param nodes values in one document, aliases expanded
 * @param aliasNodes those of them that aliases repeat
 */
record Bounds(int files, long fileBytes, int depth, long nodes, long aliasNodes) {

    static final Bounds DEFAULT = new Bounds(100_000, 512L * 1024 * 1024, 200, 20_000_000, 1_000_000);

    /** For text inside an object, which the API server keeps below about 1 MB. */
    static final Bounds EMBEDDED = new Bounds(1, 4L * 1024 * 1024, 50, 100_000, 10_000);
}
