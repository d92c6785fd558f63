// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

/**
 * How the credentials of a registration stand.
 *
 * @param message for people: which ones, until when, and what to do; without a secret, and the same while nothing changes
 */
public record Credentials(Standing standing, String message) {

    /** Nothing is known of them. */
    public static final Credentials UNKNOWN = new Credentials(Standing.UNKNOWN, "the registration has not been read");

    /** From best to worst. */
    public enum Standing {
        /** Nothing is known of them, or they cannot be used. */
        UNKNOWN,
        /** They do not end by themselves. */
        LASTING,
        /** They end, and are renewed in time. */
        CURRENT,
        /** They are good for a while, but could not be renewed when they should have been. */
        NOT_RENEWED,
        /** They end soon. */
        EXPIRING,
        /** The API server does not accept them, for whatever reason. */
        REFUSED,
        /** They have ended. */
        EXPIRED
    }

    /** Whether nothing can be done with them. */
    public boolean isDead() {
        return standing == Standing.REFUSED || standing == Standing.EXPIRED;
    }
}
