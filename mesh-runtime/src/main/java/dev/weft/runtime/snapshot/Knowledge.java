// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.snapshot;

/**
 * How much is known of one kind on one cluster. Unknown is never empty: nothing may be deleted or narrowed because a kind could
 * not be read (house rule I1).
 */
public sealed interface Knowledge {

    /** All objects of the kind are in the snapshot. */
    record Synced() implements Knowledge {}

    /**
     * The objects in the snapshot are the last known ones.
     *
     * @param since RFC 3339 time of the last proof of life
     */
    record Stale(String since) implements Knowledge {}

    /**
     * Nothing is known.
     *
     * @param reason CamelCase reason, for example {@code Forbidden}
     * @param since RFC 3339 time, empty when not told
     */
    record Unknown(String reason, String since) implements Knowledge {}
}
