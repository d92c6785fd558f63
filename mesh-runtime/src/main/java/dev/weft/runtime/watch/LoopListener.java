// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.watch;

import dev.weft.runtime.output.OutputGroup;
import dev.weft.runtime.step.Measure;
import java.time.Duration;
import java.util.SortedMap;

/** Told how the loop fares; health and metrics are made of it. Called by the thread of the loop. */
public interface LoopListener {

    /**
     * A pass has been made.
     *
     * @param number from 1 on
     * @param objects that had changed
     * @param writes it decided on
     */
    void passed(long number, Duration took, int objects, int writes);

    /**
     * Likewise: how many outputs are wanted after a pass.
     *
     * @param sizes none while another process leads, as this one does not know then; immutable; the same instance as long as no count changes
     */
    default void wants(SortedMap<OutputGroup, Integer> sizes) {}

    /**
     * Likewise: what is known after a pass, in numbers.
     *
     * @param measures none while another process leads; immutable; the same instance as long as nothing changes
     */
    default void measures(SortedMap<Measure, Double> measures) {}

    /** A pass has failed, which is a defect. It is made again with the same news. */
    void failed(long number, String message);

    /** The loop has ended by what no pass can be made again after: nothing is decided any more, and only another process helps. */
    default void died(long number, String message) {}
}
