// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.policy;

import dev.weft.runtime.ref.Ref;
import java.util.List;

/** What became of one policy on one target. */
public sealed interface Verdict {

    Ref policy();

    /**
     * @param order position among the accepted policies of its kind on the target, from 0
     * @param unresolved what could not be read this time; it was accepted here before and stays so
     */
    record Accepted(Ref policy, int order, List<PolicyError> unresolved) implements Verdict {
        public Accepted {
            unresolved = List.copyOf(unresolved);
        }
    }

    /** @param errors never empty, one for each field */
    record Rejected(Ref policy, List<PolicyError> errors) implements Verdict {
        public Rejected {
            errors = List.copyOf(errors);
        }
    }

    /**
     * Not decided: something it needs could not be read, or is not served yet. It keeps its state.
     *
     * @param wasAccepted whether it was accepted here before
     */
    record Undecided(Ref policy, boolean wasAccepted, List<PolicyError> reasons) implements Verdict {
        public Undecided {
            reasons = List.copyOf(reasons);
        }
    }
}
