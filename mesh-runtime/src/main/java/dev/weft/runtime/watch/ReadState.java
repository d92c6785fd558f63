// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import java.time.Instant;

/** How one reading stands, as far as the reflector itself can tell. */
sealed interface ReadState {

    /**
     * Has not been listed completely yet.
     *
     * @param reason as in {@link dev.weft.runtime.snapshot.Knowledge.Unknown}
     */
    record Pending(String reason) implements ReadState {}

    /** All is known, and changes will be heard of. */
    record Current() implements ReadState {}

    /**
     * Changes are not heard of at the moment.
     *
     * @param since when that was last so
     * @param failed whether trying again has failed as well
     */
    record Interrupted(Instant since, boolean failed) implements ReadState {}

    /**
     * The server's answer is that this cannot be read.
     *
     * @param reason as in {@link dev.weft.runtime.snapshot.Knowledge.Unknown}
     */
    record Denied(String reason, Instant since) implements ReadState {}

    /** For the log. */
    default String words() {
        return switch (this) {
            case Pending pending -> "is to be read: " + pending.reason();
            case Current current -> "is read";
            case Interrupted interrupted -> "is interrupted since " + interrupted.since();
            case Denied denied -> "cannot be read: " + denied.reason();
        };
    }
}
