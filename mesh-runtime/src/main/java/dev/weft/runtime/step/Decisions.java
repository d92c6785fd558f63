// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.step;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes that a pass has decided on and not handed on yet; those of a pass that fails midway are handed on by the next one. */
public final class Decisions {

    private final List<Write> writes = new ArrayList<>();

    public void add(List<Write> decided) {
        writes.addAll(decided);
    }

    /**
     * All of them, as the outcome of a pass.
     *
     * @param wakes when to pass again, each empty for never; the first counts
     */
    public WorldStep.Outcome handOn(List<Optional<Instant>> wakes) {
        WorldStep.Outcome outcome = new WorldStep.Outcome(
                writes, wakes.stream().flatMap(Optional::stream).min(Instant::compareTo));
        writes.clear();
        return outcome;
    }
}
