// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weft.runtime.step.Write;

/** Finds out what a pass cannot know, because it takes other servers, secrets or chance. Called by several threads, and may take its time. */
@FunctionalInterface
public interface Respondent {

    /** Of operators that are asked nothing. */
    Respondent NOBODY = asked -> new Reply.NotNow("nobody answers");

    /** Called by the thread that makes the write, while this process leads. */
    Reply answer(Write.Answer asked) throws InterruptedException;

    /** What there is to say. */
    sealed interface Reply {

        /** @param status the whole status that the object is to have */
        record Say(ObjectNode status) implements Reply {}

        /** Nothing: what it asked for has been seen to, and its status stays as it is. */
        record Nothing() implements Reply {}

        /**
         * Nothing; whoever asks may ask again.
         *
         * @param message why
         */
        record NotNow(String message) implements Reply {}
    }
}
