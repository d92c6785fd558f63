// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

/** A place in a file; line and column are 1-based, columns count characters. */
record Position(int line, int column) {

    static final Position START = new Position(1, 1);

    /** The place of the character at {@code offset} of {@code text}. */
    static Position of(CharSequence text, int offset) {
        int line = 1;
        int start = 0;
        int end = Math.min(offset, text.length());
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Position(line, Character.codePointCount(text, start, end) + 1);
    }
}
