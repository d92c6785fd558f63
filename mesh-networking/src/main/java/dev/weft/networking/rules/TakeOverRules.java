// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.rules;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which Secrets {@code cacerts}, that somebody else has made, a VirtualMesh asks to take over.
 *
 * @param roots SHA-256 of the first root in each of them, as 64 lower-case hex digits; empty for none
 * @param leftOut entries that are no hash, for people
 */
public record TakeOverRules(SortedSet<String> roots, List<String> leftOut) {

    /** On the VirtualMesh; hashes behind commas. */
    public static final String ANNOTATION = "weft.dev/take-over-cacerts";

    /** Where it stands, for people. */
    public static final String FIELD = "metadata.annotations[" + ANNOTATION + "]";

    /** Nothing is asked for. */
    public static final TakeOverRules NONE = new TakeOverRules(new TreeSet<>(), List.of());

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final int LONGEST_SHOWN = 70;

    public TakeOverRules {
        roots = Collections.unmodifiableSortedSet(new TreeSet<>(roots));
        leftOut = List.copyOf(leftOut);
    }

    /**
     * Reads the annotation. Digits may be upper-case, and pairs of them may have colons between them, as openssl writes them.
     *
     * @param text empty where there is none
     * @param problems hears of each entry that is no hash, which is left out
     */
    static TakeOverRules from(String text, Problems problems) {
        SortedSet<String> roots = new TreeSet<>();
        List<String> leftOut = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            String hash = entry.strip().replace(":", "").toLowerCase(Locale.ROOT);
            if (SHA_256.matcher(hash).matches()) {
                roots.add(hash);
            } else if (!hash.isEmpty()) {
                leftOut.add("\"" + shown(entry.strip()) + "\"");
                problems.note(
                        FIELD,
                        leftOut.getLast() + " is left out, as it is not the SHA-256 of a certificate: write the 64"
                                + " hex digits that condition TrustShared tells of the Secret cacerts, with commas between"
                                + " several");
            }
        }
        return new TakeOverRules(roots, leftOut);
    }

    private static String shown(String entry) {
        String line = entry.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "...";
    }
}
