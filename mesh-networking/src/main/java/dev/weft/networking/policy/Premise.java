// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import java.util.List;

/** Whether a policy may be applied at all, before any target is looked at: are its destination references complete and known? */
public sealed interface Premise {

    Premise SOUND = new Sound();

    /** Yes. */
    record Sound() implements Premise {}

    /** No: the whole policy is INVALID and applied nowhere. */
    record Broken(List<PolicyError> errors) implements Premise {
        public Broken {
            errors = List.copyOf(errors);
        }
    }

    /**
     * Nobody can tell: something it names could not be read. It keeps its state, and stays applied where it was.
     *
     * @param reasons one sentence for each reference
     */
    record Unresolved(List<PolicyError> reasons) implements Premise {
        public Unresolved {
            reasons = List.copyOf(reasons);
        }
    }
}
