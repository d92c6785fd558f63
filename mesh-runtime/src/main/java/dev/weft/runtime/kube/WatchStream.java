// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** An open watch. One thread reads it. */
public interface WatchStream extends AutoCloseable {

    /**
     * Waits for what comes next.
     *
     * @throws ApiException when the connection breaks
     */
    Next next(Duration atMost) throws ApiException, InterruptedException;

    @Override
    void close();

    /** What came. */
    sealed interface Next {

        /**
         * An event.
         *
         * @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED}, {@code BOOKMARK}, or {@code ERROR}; then the object is a Status
         */
        record Event(String type, ObjectNode object) implements Next {}

        /** Nothing came in time. */
        record Silence() implements Next {}

        /** The server has ended the watch. */
        record End() implements Next {}
    }
}
