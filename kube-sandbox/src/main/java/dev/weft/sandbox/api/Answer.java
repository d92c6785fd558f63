// SPDX-License-Identifier: Apache-2.0

package dev.weft.sandbox.api;

import java.util.List;

/** What a call gives. Objects are JSON in the version that was asked for. */
public sealed interface Answer {

    /** HTTP status. */
    int code();

    /**
     * One object.
     *
     * @param warnings texts for Warning headers
     */
    record One(int code, byte[] json, List<String> warnings) implements Answer {}

    /**
     * A list.
     *
     * @param next the continue token, empty at the end
     * @param remaining how many objects follow, 0 when unknown
     */
    record Many(List<byte[]> items, long revision, String next, long remaining) implements Answer {
        @Override
        public int code() {
            return 200;
        }
    }
}
