// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.process;

import dev.weft.runtime.leader.LeaderElection;
import dev.weft.runtime.output.OutputGroup;
import dev.weft.runtime.watch.LoopListener;
import java.time.Duration;
import java.util.SortedMap;

/** Gives the lead back when the loop has died: a process that decides nothing must not keep others from it until it is restarted. */
record Resigning(LoopListener next, LeaderElection election) implements LoopListener {

    @Override
    public void passed(long number, Duration took, int objects, int writes) {
        next.passed(number, took, objects, writes);
    }

    @Override
    public void wants(SortedMap<OutputGroup, Integer> sizes) {
        next.wants(sizes);
    }

    @Override
    public void failed(long number, String message) {
        next.failed(number, message);
    }

    @Override
    public void died(long number, String message) {
        try {
            next.died(number, message);
        } finally {
            election.close();
        }
    }
}
