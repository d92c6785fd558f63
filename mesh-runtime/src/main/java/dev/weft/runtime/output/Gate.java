// SPDX-License-Identifier: Apache-2.0

package dev.weft.runtime.output;

import dev.weft.runtime.ref.ObjectId;
import java.util.List;
import java.util.Optional;

/** Stands between what is wanted and what is written (house rule 3.17): pause and observe mode are gates. */
@FunctionalInterface
public interface Gate {

    /** Everything is written at once. */
    Gate OPEN = (output, parents) -> Optional.empty();

    /**
     * Why an output is neither written nor deleted now; empty when it may be.
     *
     * @param parents why it exists; empty for what is to be deleted
     */
    Optional<String> holds(ObjectId output, List<Parent> parents);
}
