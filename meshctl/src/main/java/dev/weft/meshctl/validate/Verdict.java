// SPDX-License-Identifier: Apache-2.0

package dev.weft.meshctl.validate;

/** What becomes of an object. */
public enum Verdict {
    /** Nothing is wrong with it; there may be warnings. */
    VALID("valid", "valid"),
    /** The plane would take it for INVALID. */
    INVALID("invalid", "invalid"),
    /** An API server would not store it. */
    REFUSED("refused", "refused by the API server"),
    /** Something that it needs is unknown. */
    UNDECIDED("undecided", "undecided"),
    /** It is of no kind of ours. */
    SKIPPED("skipped", "skipped");

    private final String wire;
    private final String words;

    Verdict(String wire, String words) {
        this.wire = wire;
        this.words = words;
    }

    /** The form for programs. */
    public String wire() {
        return wire;
    }

    /** The form for people. */
    public String words() {
        return words;
    }
}
