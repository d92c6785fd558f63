// SPDX-License-Identifier: Apache-2.0

package dev.weft.analysis.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Risks of the change as a whole, and of policies. */
final class WholeRisks {

    /** Below so many objects a share says nothing. */
    private static final int FEW = 10;

    private static final int SHARE = 10;

    private WholeRisks() {}

    static List<Risk> of(List<OutputChange> outputs, List<StateChange> states, BlastRadius radius) {
        List<Risk> risks = new ArrayList<>();
        long deletes = outputs.stream()
                .filter(output -> output.kind() == OutputChange.Kind.DELETED)
                .count();
        if (deletes > 0) {
            risks.add(new Risk(
                    Risk.Level.MEDIUM,
                    Risk.Code.DELETES,
                    Optional.empty(),
                    deletes == 1 ? "one object is deleted" : deletes + " objects are deleted"));
        }
        if (radius.total() >= FEW && radius.objects() * SHARE > radius.total()) {
            risks.add(new Risk(
                    Risk.Level.MEDIUM,
                    Risk.Code.MANY_OBJECTS,
                    Optional.empty(),
                    radius.objects() + " objects are written or deleted, and there are " + radius.total() + " now"));
        }
        states.stream().filter(state -> isRejected(state.after())).forEach(state -> risks.add(rejected(state)));
        return risks;
    }

    private static boolean isRejected(String state) {
        return state.equals("INVALID") || state.equals("FAILED");
    }

    private static Risk rejected(StateChange state) {
        String what = state.before().isEmpty()
                ? "would be " + state.after()
                : "would be " + state.after() + " and is " + state.before() + " now";
        return new Risk(
                Risk.Level.MEDIUM,
                Risk.Code.POLICY_REJECTED,
                Optional.of(state.id()),
                state.reason().isEmpty() ? what : what + ": " + state.reason());
    }
}
