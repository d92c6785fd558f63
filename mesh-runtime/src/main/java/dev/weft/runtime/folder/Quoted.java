// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.folder;

/** Texts of unknown origin as they may stand in a message: one line, printable, not too long. */
final class Quoted {

    private static final int LONGEST = 80;

    private Quoted() {}

    /** {@code text} in double quotes, shortened to 80 characters. */
    static String of(String text) {
        int end =
                text.codePointCount(0, text.length()) <= LONGEST ? text.length() : text.offsetByCodePoints(0, LONGEST);
        return "\"" + printable(text.substring(0, end)) + (end < text.length() ? "..." : "") + "\"";
    }

    /** {@code text} with control characters and halves of surrogate pairs written as Unicode escapes. */
    static String printable(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE || c == '\u2028') {
                printable.append(String.format("\\u%04x", c));
            } else {
                printable.appendCodePoint(c);
            }
        });
        return printable.toString();
    }

    /** The offset of the first half of a surrogate pair without its other half, or -1. */
    static int brokenPair(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return i;
            }
        }
        return -1;
    }
}
