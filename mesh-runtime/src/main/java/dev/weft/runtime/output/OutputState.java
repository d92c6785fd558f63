// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import dev.weft.runtime.ref.ObjectId;
import java.util.List;
import java.util.stream.Collectors;

/** How a wanted output, or one that is to be deleted, stands. */
public sealed interface OutputState {

    /** What the case is, without naming the output. */
    String message();

    /** The case in a word, in CamelCase. */
    default String word() {
        return switch (this) {
            case InSync inSync -> "InSync";
            case Pending pending -> "Pending";
            case WaitingFor waiting -> "WaitingFor";
            case NameTaken taken -> "NameTaken";
            case Refused refused -> "Refused";
            case Unreachable unreachable -> "Unreachable";
            case Paused paused -> "Paused";
            case Guarded guarded -> "Guarded";
        };
    }

    /**
     * It is in effect.
     *
     * @param asWritten whether it is what was sent; a server or a webhook may have added defaults, which is then left as it is
     */
    record InSync(boolean asWritten) implements OutputState {
        @Override
        public String message() {
            return asWritten ? "in place" : "in place, as the server altered it";
        }
    }

    /** It is about to be written, or being written. */
    record Pending(String message) implements OutputState {}

    /** It keeps its last good form until others are in effect. */
    record WaitingFor(List<ObjectId> referents) implements OutputState {
        public WaitingFor {
            referents = List.copyOf(referents);
        }

        @Override
        public String message() {
            return "waits for " + referents.stream().map(ObjectId::words).collect(Collectors.joining(", "));
        }
    }

    /** Somebody else has an object of that name. */
    record NameTaken(String message) implements OutputState {}

    /**
     * The server refuses it.
     *
     * @param code of HTTP
     * @param message of the server
     */
    record Refused(int code, String message) implements OutputState {}

    /** The cluster does not answer, or not well. */
    record Unreachable(String message) implements OutputState {}

    /** Somebody has asked that nothing be written. */
    record Paused(String message) implements OutputState {}

    /** It is to be deleted, and that waits for somebody's approval, or for a second look. */
    record Guarded(String message) implements OutputState {}
}
