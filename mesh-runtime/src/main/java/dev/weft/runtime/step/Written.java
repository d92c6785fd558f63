// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import dev.weft.runtime.snapshot.RawObject;
import java.time.Duration;
import java.util.Optional;

/** What became of a write. */
public record Written(Write write, Result result) {

    /** The answer. */
    public sealed interface Result {

        /**
         * It took effect.
         *
         * @param now the object as the server says it is; empty after a delete, or when it is still ending
         */
        record Done(Optional<RawObject> now) implements Result {}

        /**
         * It did not take effect, because the object is not the one that was read: it exists already, has changed, or is gone.
         *
         * @param now the object as it is; empty when there is none
         */
        record Overtaken(Optional<RawObject> now) implements Result {}

        /**
         * The server refuses it, and will refuse it again.
         *
         * @param code of HTTP, for example 403 or 422
         * @param message of the server
         */
        record Refused(int code, String reason, String message) implements Result {}

        /**
         * No answer came, or the server is busy. Whether it took effect is to be seen by watching.
         *
         * @param retryAfter how long to leave the cluster alone, empty when the server did not ask for it
         */
        record Failed(String message, Optional<Duration> retryAfter) implements Result {}

        /** It was not sent, because this process does not lead, or is ending. */
        record NotSent() implements Result {}
    }
}
