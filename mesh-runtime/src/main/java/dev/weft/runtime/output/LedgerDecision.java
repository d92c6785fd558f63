// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import dev.weft.runtime.step.Write;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger decides about one output.
 *
 * @param state null when there is nothing to say
 * @param isDelete whether the object would be deleted if nothing were in the way
 */
record LedgerDecision(
        @Nullable OutputState state,
        @Nullable Write write,
        @Nullable Instant wakeAt,
        boolean isDelete) {

    static final OutputState BEING_WRITTEN = new OutputState.Pending("is being written");
    static final OutputState UNREAD = new OutputState.Pending("what was written last has not been read yet");

    static LedgerDecision stay(@Nullable OutputState state) {
        return new LedgerDecision(state, null, null, false);
    }

    static LedgerDecision waitUntil(OutputState state, Instant when) {
        return new LedgerDecision(state, null, when, false);
    }

    static LedgerDecision write(Write write) {
        return new LedgerDecision(BEING_WRITTEN, write, null, false);
    }

    LedgerDecision ofDelete() {
        return new LedgerDecision(state, write, wakeAt, true);
    }
}
