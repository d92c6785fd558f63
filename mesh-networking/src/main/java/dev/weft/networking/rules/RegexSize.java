// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Estimates how many instructions RE2 needs for a regular expression, without compiling it (compiling is what would explode). Counted
 * repetitions are what matters: {@code (a{100}){10}} is a thousand times {@code a}. One pass over the text; never below half, nor far
 * above what RE2 needs.
 */
final class RegexSize {

    private static final long ENOUGH = 1L << 40;
    private static final int ANY = 8;
    private static final int UNICODE_CLASS = 400;

    /** The group being read: what stands in it before its last atom, and that atom, which a repetition would multiply. */
    private static final class Group {
        private long before;
        private long atom;
        private long repeatsBefore = 1;
        private long atomRepeats = 1;

        void add(long size, long repeats) {
            before = Math.min(ENOUGH, before + atom);
            repeatsBefore = repeats();
            atom = size;
            atomRepeats = repeats;
        }

        void add(long size) {
            add(size, 1);
        }

        void repeat(long times) {
            atom = Math.min(ENOUGH, atom * times);
            atomRepeats = Math.min(ENOUGH, atomRepeats * times);
        }

        long size() {
            return before + atom;
        }

        long repeats() {
            return Math.max(repeatsBefore, atomRepeats);
        }
    }

    private final String regex;
    private final Deque<Group> outer = new ArrayDeque<>();
    private Group group = new Group();
    private int next;

    private RegexSize(String regex) {
        this.regex = regex;
    }

    /**
     * @param instructions about how many RE2 needs
     * @param repeats the largest product of nested repetition counts
     */
    record Size(long instructions, long repeats) {}

    static Size of(String regex) {
        return new RegexSize(regex).measure();
    }

    private Size measure() {
        while (next < regex.length()) {
            char c = regex.charAt(next++);
            switch (c) {
                case '(' -> {
                    outer.push(group);
                    group = new Group();
                }
                case ')' -> close();
                case '|', '*', '+', '?' -> group.before++;
                case '.' -> group.add(ANY);
                case '[' -> group.add(characterClass());
                case '\\' -> escape();
                case '{' -> repeat();
                default -> group.add(c < 128 ? 1 : 3);
            }
        }
        while (!outer.isEmpty()) {
            close();
        }
        return new Size(group.size(), group.repeats());
    }

    private void close() {
        if (!outer.isEmpty()) {
            Group inside = group;
            group = outer.pop();
            group.add(inside.size() + 2, inside.repeats());
        }
    }

    private void escape() {
        char c = next < regex.length() ? regex.charAt(next++) : '\\';
        switch (c) {
            case 'p', 'P' -> {
                skipClassName();
                group.add(UNICODE_CLASS);
            }
            case 'Q' -> {
                int end = regex.indexOf("\\E", next);
                int stop = end < 0 ? regex.length() : end;
                group.add(stop - next);
                next = end < 0 ? stop : end + 2;
            }
            case 'D', 'S', 'W' -> group.add(ANY);
            default -> group.add(1);
        }
    }

    private void skipClassName() {
        int end = regex.startsWith("{", next) ? regex.indexOf('}', next) : next;
        next = end < 0 ? regex.length() : Math.min(regex.length(), end + 1);
    }

    private long characterClass() {
        boolean negated = regex.startsWith("^", next);
        next += negated ? 1 : 0;
        long size = negated ? ANY : 1;
        boolean first = true;
        while (next < regex.length() && (first || regex.charAt(next) != ']')) {
            first = false;
            char c = regex.charAt(next++);
            if (c == '[' && regex.startsWith(":", next) && regex.indexOf(":]", next) > 0) {
                next = regex.indexOf(":]", next) + 2;
            } else if (c == '\\' && next < regex.length()) {
                c = regex.charAt(next++);
                if (c == 'p' || c == 'P') {
                    skipClassName();
                    size += UNICODE_CLASS;
                }
            } else {
                size += c < 128 ? 0 : 3;
            }
        }
        next++;
        return size;
    }

    /** A brace that is no repetition is an ordinary character to RE2. */
    private void repeat() {
        int end = regex.indexOf('}', next);
        long most = end < 0 ? -1 : most(regex.substring(next, end));
        if (most < 0) {
            group.add(1);
            return;
        }
        group.repeat(Math.max(1, most));
        next = end + 1;
    }

    /** The larger number of {@code n}, {@code n,} or {@code n,m}; -1 when it is not a count. */
    private static long most(String inside) {
        String[] parts = inside.split(",", -1);
        if (parts.length > 2 || parts[0].isEmpty()) {
            return -1;
        }
        long most = 0;
        for (String part : parts) {
            if (part.length() > 9 || !part.chars().allMatch(ch -> ch >= '0' && ch <= '9')) {
                return -1;
            }
            most = Math.max(most, part.isEmpty() ? 0 : Long.parseLong(part));
        }
        return most;
    }
}
