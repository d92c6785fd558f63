// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import dev.weft.runtime.output.OutputGroup;
import dev.weft.runtime.output.OutputState;
import dev.weft.runtime.ref.ObjectId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** An operator without its surroundings: one call is one pass. Not safe for several threads; the loop owns it. */
public interface WorldStep {

    /**
     * Takes in what happened and decides what to write.
     *
     * @param news since the last pass
     * @param now the time of this pass; never before that of the last one
     */
    Outcome pass(Batch news, Instant now);

    /**
     * Takes in what happened and decides nothing, because another process leads. When this one comes to lead, its next pass knows all.
     *
     * @param news since the last call
     */
    void take(Batch news, Instant now);

    /** How each output stands that is wanted, or is to be deleted, as of the last pass. */
    SortedMap<ObjectId, OutputState> outputs();

    /** How many outputs are wanted, as of the last pass; the same instance as long as no count changes, empty where nobody counts. */
    default SortedMap<OutputGroup, Integer> sizes() {
        return Collections.emptySortedMap();
    }

    /** What is known, in numbers, as of the last pass; immutable, the same instance as long as nothing changes. */
    default SortedMap<Measure, Double> measures() {
        return Collections.emptySortedMap();
    }

    /**
     * What a pass decided.
     *
     * @param writes to be made now; each is answered by a {@link Written} of a later batch, and until then the pass does not ask for
     *     another write of the same object
     * @param wakeAt when to pass again although nothing happens; empty for never
     */
    record Outcome(List<Write> writes, Optional<Instant> wakeAt) {
        public Outcome {
            writes = List.copyOf(writes);
        }
    }
}
