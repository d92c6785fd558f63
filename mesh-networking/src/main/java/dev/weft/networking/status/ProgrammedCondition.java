// SPDX-License-Identifier: Apache-2.0

package dev.weft.networking.status;

import dev.weft.runtime.status.Condition;
import dev.weft.runtime.status.ConditionStatus;
import dev.weft.runtime.status.Conditions;
import java.util.ArrayList;
import java.util.List;

/** The condition {@code Programmed}, as far as it tells how what was decided has been written. */
final class ProgrammedCondition {

    private static final String TYPE = "Programmed";

    private ProgrammedCondition() {}

    /**
     * @param isInvalid whether the policy is not accepted
     * @param isUndecided whether it cannot be judged yet
     */
    static Condition of(Programming programming, boolean isInvalid, boolean isUndecided) {
        if (!programming.attempted()) {
            return new Condition(TYPE, ConditionStatus.UNKNOWN, "NotApplied", "rendered offline; nothing was written");
        }
        if (!programming.hitches().isEmpty()) {
            return new Condition(
                    TYPE,
                    ConditionStatus.FALSE,
                    programming.hitches().getFirst().reason().wire(),
                    Conditions.message(programming.hitches().stream()
                            .map(Programming.Hitch::message)
                            .toList()));
        }
        if (isInvalid && programming.written().isEmpty()) {
            return new Condition(
                    TYPE, ConditionStatus.FALSE, "NotAccepted", "nothing is written for a policy that is not accepted");
        }
        if (isUndecided && programming.written().isEmpty()) {
            return new Condition(
                    TYPE,
                    ConditionStatus.UNKNOWN,
                    "Undecided",
                    "nothing is written for a policy that cannot be judged yet");
        }
        List<String> written = new ArrayList<>();
        programming
                .written()
                .forEach((cluster, count) ->
                        written.add(count + (count == 1 ? " object" : " objects") + " on cluster " + cluster));
        return new Condition(
                TYPE,
                ConditionStatus.TRUE,
                TYPE,
                written.isEmpty() ? "there is nothing to write" : "written: " + Conditions.message(written));
    }
}
