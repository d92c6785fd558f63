// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.kube.ResourceType;
import dev.weft.runtime.kube.WatchStream;
import java.time.Instant;

/** What a reflector does next. */
sealed interface Phase {

    /** Finds out whether and in which version the kind is served. */
    record Looking() implements Phase {}

    /** Lists. */
    record Listing(ResourceType type) implements Phase {}

    /** Opens a watch. */
    record Opening(ResourceType type, String version) implements Phase {}

    /**
     * Waits for the next event.
     *
     * @param version up to which all is known
     * @param heard when the watch last showed that it works
     * @param end when the server should have ended it
     */
    record Watching(ResourceType type, WatchStream stream, String version, Instant heard, Instant end)
            implements Phase {

        Watching hearing(String later, Instant now) {
            return new Watching(type, stream, later.isEmpty() ? version : later, now, end);
        }
    }

    /** Where to go on after a failure with this code of HTTP: here, unless the answer says that this leads nowhere. */
    default Phase after(int code) {
        boolean busy = code == 0 || code == 429 || code == 503;
        return switch (this) {
            case Looking looking -> looking;
            case Listing listing -> code == 404 ? new Looking() : listing;
            case Opening opening -> busy ? opening : code == 404 ? new Looking() : new Listing(opening.type());
            case Watching watching -> new Opening(watching.type(), watching.version()).after(code);
        };
    }

    /** Where to go on when the state up to which all is known is worth nothing. */
    default Phase again() {
        return switch (this) {
            case Looking looking -> looking;
            case Listing listing -> listing;
            case Opening opening -> new Listing(opening.type());
            case Watching watching -> new Listing(watching.type());
        };
    }
}
