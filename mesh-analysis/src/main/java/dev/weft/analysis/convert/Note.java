// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.convert;

/**
 * What a conversion could not carry over as it was.
 *
 * @param field JSON path in the object that was read, such as {@code spec.policy.csrf}
 * @param message what it meant there and what to do now
 */
public record Note(Weight weight, String field, String message) {

    /** How much of the meaning it takes away, mildest first. */
    public enum Weight {
        /** Said in other words, or computed anew by the plane: nothing to do, or something to look at. */
        CHANGED,

        /** An effect is gone; everything else is as it was. */
        LOST,

        /** Without it the object would concern other requests, callers or services than before: it is not converted at all. */
        REFUSED
    }
}
