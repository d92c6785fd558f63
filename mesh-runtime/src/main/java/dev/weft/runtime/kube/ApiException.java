// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/** A call that did not succeed. The message is fit for users: it names the server and what went wrong, and holds no secret. */
public final class ApiException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    /** Why. */
    public sealed interface Failure {

        /**
         * The server answered, and refused.
         *
         * @param code of HTTP
         * @param reason of the Status object, for example {@code AlreadyExists}; empty when it sent none
         * @param message of the Status object
         * @param details of the Status object, a missing node when absent
         * @param retryAfter what the server asks for
         */
        record Refused(int code, String reason, String message, JsonNode details, Optional<Duration> retryAfter)
                implements Failure {}

        /**
         * No answer came.
         *
         * @param message what was tried and what happened
         */
        record NoAnswer(Kind kind, String message) implements Failure {}

        /** How no answer came. */
        enum Kind {
            /** No connection: refused, no route, unknown host. Nothing was sent. */
            CONNECT,
            /** The server could not be authenticated, or spoke something else than TLS. Nothing was sent. */
            TLS,
            /** Nothing came in time. The call may have taken effect. */
            TIMEOUT,
            /** The connection ended midway. The call may have taken effect. */
            BROKEN
        }
    }

    public ApiException(String message, Failure failure) {
        super(message);
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }

    /** The code of HTTP; 0 when no answer came. */
    public int code() {
        return failure instanceof Failure.Refused refused ? refused.code() : 0;
    }

    /** Whether nobody can tell if the call has taken effect. */
    public boolean mayHaveTakenEffect() {
        return failure instanceof Failure.NoAnswer none
                && (none.kind() == Failure.Kind.TIMEOUT || none.kind() == Failure.Kind.BROKEN);
    }
}
