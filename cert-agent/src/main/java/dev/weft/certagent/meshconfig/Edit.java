// SPDX-License-Identifier: Apache-2.0

package dev.weft.certagent.meshconfig;

/** What becomes of a text. */
public sealed interface Edit {

    /** Nothing: it is as it is to be. */
    record Same() implements Edit {}

    /** Another text. */
    record Changed(String text) implements Edit {}

    /**
     * Nothing, as it cannot be done without touching what others wrote.
     *
     * @param why with what to do about it
     */
    record Refused(String why) implements Edit {}
}
